using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Registry;

/// <summary>Registers versions and finds them again. A version never changes.</summary>
internal sealed class VersionLedger(
    [FromKeyedServices(GridRoles.Registry)] IStateStore store,
    [FromKeyedServices(GridRoles.Registry)] IBlobStore blobs,
    PackageTrust trust,
    AuditLog audit,
    TimeProvider time)
{
    private static readonly RequestIds<RegisterVersionRequest> Requests = new("RegisterVersion", RegisterVersionRequest.Parser);

    /// <exception cref="GridException">As the contract says of RegisterVersion.</exception>
    public async Task<ModelVersion> RegisterAsync(RegisterVersionRequest request, string actor, CancellationToken cancellationToken)
    {
        // :: Step 1: what can be judged without the state.
        Names.RequireModel(request.Model);
        var bytes = request.Manifest.ToByteArray();
        var manifest = Manifest.Parse(bytes);
        var version = new ModelVersion
        {
            Model = request.Model,
            Digest = Digest.Of(bytes).ToString(),
            Manifest = request.Manifest,
            Envelope = ByteString.CopyFrom(trust.Seal(bytes, request.Envelope)),
            CreatedAt = time.GetUtcNow().ToTimestamp(),
            CreatedBy = actor,
            SizeBytes = (ulong)manifest.Files.Sum(file => file.Size),
        };

        // :: Step 2: every file is here, whole.
        await RequireFilesAsync(manifest, cancellationToken);

        // :: Step 3: the next number, once for this request and once for these bytes.
        return await store.WriteAsync(state => Store(state, request, version, manifest.Task), cancellationToken);
    }

    /// <exception cref="GridException">MODEL_NOT_FOUND, VERSION_NOT_FOUND, ALIAS_NOT_FOUND.</exception>
    public Task<ModelVersion> GetAsync(GetVersionRequest request, CancellationToken cancellationToken) =>
        store.ReadAsync(state => RegistryTables.WithOutcomes(state, Find(state, request)), cancellationToken);

    /// <summary>Newest first.</summary>
    public async Task<ListVersionsResponse> ListAsync(ListVersionsRequest request, CancellationToken cancellationToken)
    {
        var scope = "versions/" + request.Model;
        var (after, size) = (Cursor.Read(scope, request.PageToken), Cursor.PageSize(request.PageSize));
        return await store.ReadAsync(state =>
        {
            RequireModel(state, request.Model);
            var found = RegistryTables.Versions.List(state, request.Model + "/", after, size + 1, descending: true);
            var page = Cursor.Fitting(found.Select(record => (record.Key, Version: RegistryTables.WithOutcomes(state, record.Value))), size, record => record.Version).ToList();
            var response = new ListVersionsResponse { Versions = { page.Select(record => record.Version) } };
            if (page.Count < found.Count)
                response.NextPageToken = Cursor.Of(scope, page[^1].Key);
            return response;
        }, cancellationToken);
    }

    /// <summary>By name.</summary>
    public async Task<ListModelsResponse> ListModelsAsync(ListModelsRequest request, CancellationToken cancellationToken)
    {
        const string Scope = "models";
        var (after, size) = (Cursor.Read(Scope, request.PageToken), Cursor.PageSize(request.PageSize));
        var page = await store.ReadAsync(state => RegistryTables.Models.List(state, after: after, limit: size + 1), cancellationToken);
        var response = new ListModelsResponse();
        response.Models.AddRange(page.Take(size).Select(record => record.Value));
        if (page.Count > size)
            response.NextPageToken = Cursor.Of(Scope, page[size - 1].Key);
        return response;
    }

    /// <summary>Keeps what an evaluation found of a version, once.</summary>
    /// <exception cref="GridException">VERSION_NOT_FOUND, INVALID_REQUEST, REQUEST_ID_REUSED.</exception>
    public Task<bool> AttachAsync(AttachEvaluationRequest request, string actor, CancellationToken cancellationToken)
    {
        Names.RequireDigest("version_digest", request.VersionDigest);
        var outcome = request.Outcome ?? throw GridException.Invalid("outcome", "expected what the evaluation found, got nothing");
        if (outcome.EvaluationId.Length is 0 or > 200 || !Keys.Fits(outcome.EvaluationId))
            throw GridException.Invalid("outcome.evaluation_id", "expected 1 to 200 characters, none of them a control character");
        if (outcome.EndedAt is { } ended && !WireTimes.IsTime(ended))
            throw GridException.Invalid("outcome.ended_at", $"expected a time in the years 1 to 9999, got {ended.Seconds} s and {ended.Nanos} ns since 1970");
        if (outcome.Metrics.FirstOrDefault(metric => !double.IsFinite(metric.Value)) is { Key: { } broken })
            throw GridException.Invalid("outcome.metrics", $"expected finite numbers, {broken} is not one");
        if (outcome.Differences.FirstOrDefault(one => one.Value is not { } paired || !double.IsFinite(paired.Mean) || !(paired.Low <= paired.High)) is { Key: { } vague })
            throw GridException.Invalid("outcome.differences", $"expected finite means and intervals, {vague} has none");
        return store.WriteAsync(state =>
        {
            if (RegistryTables.ByDigest(state, request.VersionDigest, "") is null)
                throw Missing(request.VersionDigest);
            var key = $"{request.VersionDigest}/{outcome.EvaluationId}";
            if (RegistryTables.Outcomes.Get(state, key) is { } before)
                return before.Equals(outcome) ? false : throw new GridException(ErrorReason.RequestIdReused,
                    $"attaching evaluation {outcome.EvaluationId}: it was attached before with other figures, and proofs do not change; evaluate again under a new id");
            RegistryTables.Outcomes.Put(state, key, outcome);
            audit.Write(state, actor, "attach-evaluation", request.VersionDigest, outcome.EvaluationId);
            return true;
        }, cancellationToken);
    }

    private ModelVersion Store(IStateTransaction state, RegisterVersionRequest request, ModelVersion version, string task)
    {
        if (Requests.Known(state, request.RequestId, request) is { } made)
            return RegistryTables.WithOutcomes(state, RegistryTables.Versions.Get(state, made)!);
        var model = RegistryTables.Models.Get(state, version.Model) ?? new Model { Name = version.Model, Task = task };
        var existing = RegistryTables.ByDigest(state, version.Digest, version.Model);
        RequireNumber(request, existing?.Number ?? model.Versions + 1, model.Versions);
        if (existing is null)
        {
            if (model.Task != task)
                throw GridException.Invalid("manifest", $"{model.Name} holds models of the task {model.Task}, this one is of {task}; register it under another name");
            model.Versions++;
            version.Number = model.Versions;
            RegistryTables.Models.Put(state, model.Name, model);
            RegistryTables.Versions.Put(state, RegistryTables.VersionKey(version.Model, version.Number), version);
            RegistryTables.PutDigest(state, version);
            audit.Write(state, version.CreatedBy, "register-version", $"{version.Model}/{version.Number}", version.Digest);
        }
        var kept = existing ?? version;
        Requests.Remember(state, request.RequestId, request, RegistryTables.VersionKey(kept.Model, kept.Number));
        return RegistryTables.WithOutcomes(state, kept);
    }

    private static void RequireNumber(RegisterVersionRequest request, uint number, uint last)
    {
        var expected = request.ExpectedNumber;
        if (expected == 0 || expected == number)
            return;
        if (expected <= last)
            throw new GridException(ErrorReason.VersionExists, $"registering {request.Model} {expected}: that version exists with other bytes, and versions never change; register these as {number}");
        throw GridException.Invalid("expected_number", $"these bytes would be {request.Model} {number}, expected was {expected}; numbers leave no gaps");
    }

    private static ModelVersion Find(IStateTransaction state, GetVersionRequest request)
    {
        if (request.SelectorCase == GetVersionRequest.SelectorOneofCase.Digest)
        {
            Names.RequireDigest("digest", request.Digest);
            return RegistryTables.ByDigest(state, request.Digest, request.Model) ?? throw Missing(request.Digest);
        }
        var model = RequireModel(state, request.Model);
        var number = request.Number;
        if (request.SelectorCase != GetVersionRequest.SelectorOneofCase.Number)
        {
            var name = request.Alias.Length > 0 ? request.Alias : ModelReference.Champion;
            number = model.Aliases.FirstOrDefault(alias => alias.Name == name)?.VersionNumber ?? throw new GridException(ErrorReason.AliasNotFound,
                $"{model.Name} has no alias {name}, only {(model.Aliases.Count == 0 ? "none" : string.Join(", ", model.Aliases.Select(alias => alias.Name)))}; set it, or name a version: {model.Name}@{model.Versions}");
        }
        return RegistryTables.Versions.Get(state, RegistryTables.VersionKey(model.Name, number))
            ?? throw new GridException(ErrorReason.VersionNotFound, $"{model.Name} has versions 1 to {model.Versions}, got {number}");
    }

    internal static Model RequireModel(IStateTransaction state, string name)
    {
        Names.RequireModel(name);
        return RegistryTables.Models.Get(state, name) ?? throw new GridException(ErrorReason.ModelNotFound, $"no model is called {name}; list the models for their names");
    }

    internal static GridException Missing(string digest) => new(ErrorReason.VersionNotFound, $"no version has {digest} here; push the package first");

    private async Task RequireFilesAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var file in manifest.Files)
        {
            var stat = await blobs.StatAsync(file.Sha256, cancellationToken);
            if (!stat.Complete)
                missing.Add($"{file.Path} ({file.Sha256})");
            else if (stat.Size != file.Size)
                throw new GridException(ErrorReason.ManifestInvalid, $"registering a version: the manifest says that {file.Path} has {file.Size} bytes, the blob with its digest has {stat.Size}; export the package again");
        }
        if (missing.Count > 0)
            throw new GridException(ErrorReason.FileMissing, $"registering a version: not uploaded are {string.Join(", ", missing)}; upload them first");
    }
}
