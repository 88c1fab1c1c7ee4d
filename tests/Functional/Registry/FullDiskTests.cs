using System.Diagnostics;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Registry;

namespace Trm.Grid.Tests.Functional.Registry;

public sealed class FullDiskTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Push_onto_a_full_disk_is_refused_by_name_and_goes_on_once_there_is_room()
    {
        var home = Directory.CreateTempSubdirectory("trm-grid-full-").FullName;
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", home), "a small file system cannot be mounted here");
        try
        {
            await using (var grid = await RegistryGrid.StartAsync(home: home))
            {
                using var big = TestPackage.Write(bytes: 6_000_000);
                using var small = TestPackage.Write(seed: 2, bytes: 1000);
                await Refused.AsAsync(ErrorReason.DiskFull, () => grid.PushAsync(big));

                // The grid lives on: it reads, and once there is room it writes.
                Assert.Empty((await grid.Registry.ListModelsAsync(new(), cancellationToken: Cancel)).Models);
                Assert.True(await RunAsync("mount", "-o", "remount,size=20m", home));
                await grid.PushAsync(big);
                await grid.PushAsync(small);
                await grid.Client.PullAsync(ModelReference.Of(small.Digest), cancellationToken: Cancel);
            }
        }
        finally
        {
            Assert.True(await RunAsync("umount", home));
            Directory.Delete(home);
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(Cancel);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
