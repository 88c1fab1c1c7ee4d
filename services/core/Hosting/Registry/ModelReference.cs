using System.Globalization;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>A version of a model as people name it: <c>planner</c> (its champion), <c>planner@candidate</c>, <c>planner@3</c>,
/// <c>planner@sha256:…</c>, or the digest alone.</summary>
public sealed record ModelReference
{
    /// <summary>The alias that a name without one means.</summary>
    public const string Champion = "champion";

    /// <summary>Empty where the digest alone names the version.</summary>
    public string Model { get; private init; } = "";

    public string? Alias { get; private init; }

    public uint? Number { get; private init; }

    public Digest? Digest { get; private init; }

    public static ModelReference Of(Digest digest, string model = "") => new() { Model = model, Digest = digest };

    /// <exception cref="GridException">INVALID_REQUEST.</exception>
    public static ModelReference Parse(string text)
    {
        if (Packages.Digest.TryParse(text, out var alone))
            return Of(alone);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var model = at < 0 ? text : text[..at];
        var selector = at < 0 ? Champion : text[(at + 1)..];
        if (model.Length == 0 || selector.Length == 0)
            throw GridException.Invalid("model", $"expected NAME, NAME@ALIAS, NAME@NUMBER or NAME@sha256:…, got '{text}'");
        if (Packages.Digest.TryParse(selector, out var digest))
            return Of(digest, model);
        return uint.TryParse(selector, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new() { Model = model, Number = number }
            : new() { Model = model, Alias = selector };
    }

    public override string ToString() => Digest is { } digest ? (Model.Length == 0 ? $"{digest}" : $"{Model}@{digest}")
        : Number is { } number ? string.Create(CultureInfo.InvariantCulture, $"{Model}@{number}")
        : $"{Model}@{Alias}";

    internal GetVersionRequest ToRequest()
    {
        var request = new GetVersionRequest { Model = Model };
        if (Digest is { } digest)
            request.Digest = digest.ToString();
        else if (Number is { } number)
            request.Number = number;
        else
            request.Alias = Alias;
        return request;
    }
}
