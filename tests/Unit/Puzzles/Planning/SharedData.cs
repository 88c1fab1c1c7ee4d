namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

/// <summary>Real maps that lie beside the repository, where there are any.</summary>
internal static class SharedData
{
    /// <summary>A folder under ../shared/data; the test is skipped without it.</summary>
    public static string Folder(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Trm.Grid.sln")))
            root = root.Parent;
        var folder = root?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data", name) : "";
        if (!Directory.Exists(folder))
            Assert.Skip($"no ../shared/data/{name} beside the repository");
        return folder;
    }
}
