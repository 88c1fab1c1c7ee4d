namespace Trm.Grid.Model.Export;

/// <summary>One dimension of an input or output: a number, or a name that is the same size wherever it stands.</summary>
public readonly record struct OnnxSize
{
    public long Value { get; private init; }

    public string? Name { get; private init; }

    public static implicit operator OnnxSize(long value) => FromInt64(value);

    public static implicit operator OnnxSize(string name) => FromString(name);

    public static OnnxSize FromInt64(long value) => new() { Value = value };

    public static OnnxSize FromString(string name) => new() { Name = name };
}
