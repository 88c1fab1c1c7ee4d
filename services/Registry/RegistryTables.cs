using System.Globalization;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Registry;

/// <summary>How the registry's state is laid out.</summary>
internal static class RegistryTables
{
    /// <summary>By name.</summary>
    public static readonly Table<Model> Models = new("models", Model.Parser);

    /// <summary>By model and number; without evaluations, which lie apart.</summary>
    public static readonly Table<ModelVersion> Versions = new("versions", ModelVersion.Parser);

    /// <summary>By version digest and evaluation.</summary>
    public static readonly Table<EvaluationOutcome> Outcomes = new("outcomes", EvaluationOutcome.Parser);

    // All of them would be megabytes after a year of nightly evaluations, in every answer that names the version.
    private const int NewestOutcomes = 100;
    private const int MostBytesOfOutcomes = 1 << 20;

    /// <summary>Where a digest stands: by digest and model, the version's key.</summary>
    private const string Digests = "digests";

    public static string VersionKey(string model, uint number) => string.Create(CultureInfo.InvariantCulture, $"{model}/{number:D10}");

    public static void PutDigest(IStateTransaction state, ModelVersion version) =>
        state.Put(Digests, $"{version.Digest}/{version.Model}", System.Text.Encoding.UTF8.GetBytes(VersionKey(version.Model, version.Number)));

    /// <summary>The version with that digest under that model, or under any where the model is empty; null where there is none.</summary>
    public static ModelVersion? ByDigest(IStateTransaction state, string digest, string model)
    {
        var key = model.Length > 0
            ? state.Get(Digests, $"{digest}/{model}")
            : state.List(Digests, digest + "/", null, 1).Select(record => record.Value).FirstOrDefault();
        return key is null ? null : Versions.Get(state, System.Text.Encoding.UTF8.GetString(key));
    }

    /// <summary>The version with what was measured of it, of many measurements the newest: evaluations' ids order by time.</summary>
    public static ModelVersion WithOutcomes(IStateTransaction state, ModelVersion version)
    {
        version.Evaluations.Clear();
        var newest = Outcomes.List(state, version.Digest + "/", limit: NewestOutcomes, descending: true).Select(record => record.Value);
        version.Evaluations.AddRange(Cursor.Fitting(newest, NewestOutcomes, outcome => outcome, MostBytesOfOutcomes).OrderBy(outcome => outcome.EndedAt?.Seconds).ThenBy(outcome => outcome.EndedAt?.Nanos));
        return version;
    }
}
