namespace Trm.Grid.Model.Export;

/// <summary>A value inside an <see cref="OnnxGraph"/>: an input, a constant, or what a node gives.</summary>
/// <param name="Name">Unique in its graph; empty leaves a node's optional input out.</param>
public readonly record struct OnnxValue(string Name)
{
    public static OnnxValue None { get; } = new("");
}
