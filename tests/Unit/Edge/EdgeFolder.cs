namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>A folder of its own for one test.</summary>
internal sealed class EdgeFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("trm-edge-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
