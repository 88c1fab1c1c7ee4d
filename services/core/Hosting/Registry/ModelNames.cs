using System.Text.RegularExpressions;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>What models may be called.</summary>
public static partial class ModelNames
{
    private const int Shown = 80;

    /// <exception cref="GridException">INVALID_REQUEST.</exception>
    public static void Require(string field, string name)
    {
        if (FaultOf(name) is { } fault)
            throw GridException.Invalid(field, fault);
    }

    /// <summary>What is wrong with a name; null where it is right.</summary>
    public static string? FaultOf(string name) => Right().IsMatch(name)
        ? null
        : $"expected a lower-case letter, then at most 62 of a-z, 0-9 and '-', got '{(name.Length <= Shown ? name : name[..Shown] + "…")}'";

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,62}\z")]
    private static partial Regex Right();
}
