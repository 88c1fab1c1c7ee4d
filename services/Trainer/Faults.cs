using Trm.Grid.Contracts.V1;
using Trm.Grid.Model;

namespace Trm.Grid.Trainer;

/// <summary>What kind of failure an exception means.</summary>
internal static class Faults
{
    // What libtorch's allocators say; TorchSharp hands all of its errors over as one kind of exception.
    private static readonly string[] OutOfMemory = ["not enough memory", "can't allocate memory", "out of memory"];

    // ENOSPC and EDQUOT of Linux and macOS; .NET puts the errno into HResult. ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows.
    private static readonly int[] DiskFull = [28, 69, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static bool IsDiskFull(Exception fault) => fault is IOException && DiskFull.Contains(fault.HResult);

    public static RunFailureKind KindOf(Exception fault) => fault switch
    {
        TrainingDivergedException or RunDivergedException => RunFailureKind.NotANumber,
        OutOfMemoryException or MemoryException => RunFailureKind.OutOfMemory,
        NotProvenException => RunFailureKind.ExportNotProven,
        _ when OutOfMemory.Any(words => fault.Message.Contains(words, StringComparison.OrdinalIgnoreCase)) => RunFailureKind.OutOfMemory,
        ArgumentException => RunFailureKind.Specification,
        _ => RunFailureKind.Other,
    };
}
