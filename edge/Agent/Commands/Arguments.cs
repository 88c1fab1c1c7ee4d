namespace Trm.Grid.Edge.Commands;

/// <summary>What stands behind the verb: options with a value, and switches.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    /// <param name="arguments">Behind the verb.</param>
    /// <param name="options">Names that take a value.</param>
    /// <param name="switches">Names that take none.</param>
    /// <exception cref="UsageException">Something else, or something twice.</exception>
    public Arguments(ReadOnlySpan<string> arguments, string[] options, string[] switches)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var (name, value) = (arguments[i], "");
            if (options.Contains(name))
                value = ++i < arguments.Length ? arguments[i] : throw new UsageException($"{name} needs a value");
            else if (!switches.Contains(name))
                throw new UsageException($"'{name}' is not known here; known are {string.Join(", ", options.Concat(switches))}");
            if (!_values.TryAdd(name, value))
                throw new UsageException($"{name} is given twice");
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Find(string name) => _values.GetValueOrDefault(name);

    public string Require(string name) => Find(name) is { Length: > 0 } value ? value : throw new UsageException($"{name} is missing");
}
