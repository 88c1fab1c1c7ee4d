using System.Globalization;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Functional.Killed;

public sealed class KilledTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("trm-grid-killed-");
    private readonly Random random = new(7);

    [Fact]
    public async Task State_store_killed_at_ten_random_moments_loses_nothing_acknowledged()
    {
        var acknowledged = 0L;
        for (var round = 0; round < 10; round++)
        {
            using var child = ChildProcess.Start(StateWriter.Task, folder.FullName);
            for (var lines = random.Next(1, 40); lines > 0; lines--)
                acknowledged = long.Parse((await child.ReadLineAsync(Cancel))!, CultureInfo.InvariantCulture);
            // A last line may have been cut by the kill: only whole ones count.
            var rest = (await child.KillAsync(Cancel)).Split('\n')[..^1];
            acknowledged = rest.Length > 0 ? long.Parse(rest[^1], CultureInfo.InvariantCulture) : acknowledged;

            await using var store = SqliteStateStore.Open(Path.Combine(folder.FullName, "state.db"));
            var (last, journal, record, count) = await store.ReadAsync(
                state => (state.LastSequence("journal"), state.Read("journal", 0, int.MaxValue), state.Get("table", "last"), state.List("table", "n/", null, int.MaxValue).Count), Cancel);
            Assert.True(last >= acknowledged, $"acknowledged were {acknowledged} writes, kept are {last}");
            Assert.Equal(last, BitConverter.ToInt64(record));
            Assert.Equal((last, last), (journal.Count, count));
        }
    }

    [Fact]
    public async Task Registry_killed_at_ten_random_moments_keeps_every_version_it_acknowledged_and_none_half()
    {
        var paths = new GridPaths(folder.FullName);
        var acknowledged = new List<string>();
        for (var round = 0; round < 10; round++)
        {
            using var child = ChildProcess.Start(RegistryChild.Task, folder.FullName);
            Assert.Equal("listening", await child.ReadLineAsync(Cancel));
            using var channels = GridChannels.Connect(RunningGrid.Find(paths)!, paths);
            await AssertWholeAsync(new(channels, paths), acknowledged);
            using var came = new SemaphoreSlim(0);
            var pushing = PushAsync(new(channels, paths), round, acknowledged, came);
            for (var pushes = random.Next(1, 8); pushes > 0; pushes--)
                await Task.WhenAny(came.WaitAsync(Cancel), pushing).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
            Assert.False(pushing.IsCompleted, "the pushes ended before the kill");
            // The moment of the kill, anywhere within the next push or two.
            await Task.Delay(random.Next(0, 60), Cancel);
            await child.KillAsync(Cancel);
            await pushing;
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Pushes until the registry is gone.</summary>
    private static async Task PushAsync(RegistryClient client, int round, List<string> acknowledged, SemaphoreSlim came)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                using var package = TestPackage.Write(seed: (round * 1000) + i, bytes: 200_000);
                acknowledged.Add((await client.PushAsync(package.Folder, "planner", cancellationToken: Cancel)).Digest);
                came.Release();
            }
        }
        catch (Exception fault) when (fault is RpcException or GridException)
        {
            // The kill that this test is about.
        }
    }

    private static async Task AssertWholeAsync(RegistryClient client, List<string> acknowledged)
    {
        foreach (var digest in acknowledged.TakeLast(12))
        {
            var pulled = await client.PullAsync(ModelReference.Parse(digest), cancellationToken: Cancel);
            Assert.Equal(digest, pulled.Package.Digest.ToString());
        }
        if (acknowledged.Count == 0)
            return;
        // What the registry has beyond what it could still acknowledge is whole too.
        var newest = await client.FindAsync(ModelReference.Of(Trm.Grid.Packages.Digest.Parse(acknowledged[^1])), Cancel);
        for (var number = newest.Number + 1; ; number++)
        {
            try
            {
                await client.PullAsync(ModelReference.Parse($"planner@{number}"), cancellationToken: Cancel);
            }
            catch (RpcException fault) when (GridError.From(fault).Reason == ErrorReason.VersionNotFound)
            {
                return;
            }
        }
    }
}
