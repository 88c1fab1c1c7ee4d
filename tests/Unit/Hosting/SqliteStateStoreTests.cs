using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Unit.Hosting;

public sealed class SqliteStateStoreTests : StateStoreConformance
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("trm-grid-state-");

    protected override Task<IStateStore> OpenAsync() => Task.FromResult<IStateStore>(SqliteStateStore.Open(Path.Combine(folder.FullName, "a", "state.db")));

    protected override Task RemoveAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
