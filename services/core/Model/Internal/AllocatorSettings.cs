using System.Runtime.InteropServices;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// A training step allocates and frees the same large activations again and again, gigabytes of them in the largest presets. glibc gives them back to the
/// kernel and pays for their pages anew, which about doubles their cost; these two settings make it keep them.
/// </summary>
internal static partial class AllocatorSettings
{
    private const int TrimThreshold = -1, MmapThreshold = -3; // M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of malloc.h
    private const int LargestAccepted = 32 << 20;             // HEAP_MAX_SIZE / 2: glibc refuses more
    private const int Never = -1;

    private static readonly Lazy<bool> once = new(Set);

    /// <summary>Whether the allocator took the settings; on other systems than Linux with glibc it is left as it is.</summary>
    public static bool Apply() => once.Value;

    private static bool Set()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return mallopt(MmapThreshold, LargestAccepted) == 1 && mallopt(TrimThreshold, Never) == 1;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false; // musl has no mallopt
        }
    }

    [LibraryImport("libc.so.6")]
    private static partial int mallopt(int parameter, int value);
}
