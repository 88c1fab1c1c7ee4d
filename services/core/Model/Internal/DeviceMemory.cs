using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>How much memory a device has. torch knows it of a GPU and TorchSharp does not ask, so the driver is asked.</summary>
internal static partial class DeviceMemory
{
    private const int Success = 0;

    /// <summary>In bytes; null where nobody tells.</summary>
    public static long? Of(Device device) => device.type == DeviceType.CPU ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : OfGpu(device.index);

    /// <summary>Of the GPU that CUDA counts as the one of that index, of those that CUDA_VISIBLE_DEVICES shows.</summary>
    internal static long? OfGpu(int index)
    {
        try
        {
            return cuInit(0) == Success && cuDeviceGet(out var gpu, index) == Success && cuDeviceTotalMem_v2(out var bytes, gpu) == Success ? checked((long)bytes) : null;
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    // CUDA Driver API, sections Initialization and Device Management.
    [LibraryImport("libcuda.so.1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int cuInit(uint flags);

    [LibraryImport("libcuda.so.1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport("libcuda.so.1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int cuDeviceTotalMem_v2(out nuint bytes, int device);
}
