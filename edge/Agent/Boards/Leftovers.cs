using System.Runtime.InteropServices;

namespace Trm.Grid.Edge.Boards;

/// <summary>Gives back to the system what starting has left behind: on a board with little memory the rest is the robot's.</summary>
internal static partial class Leftovers
{
    public static void GiveBack()
    {
        // A collection of its own accord may be hours away: the budget of the youngest objects follows the processor's cache, which is large on some boards.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc: it has its own ways.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);
}
