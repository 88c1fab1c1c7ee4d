using Trm.Grid.Contracts.V1;
using Trm.Grid.Model;

namespace Trm.Grid.Trainer;

/// <summary>What kind of failure an exception means.</summary>
internal static class Faults
{
    // What libtorch's allocators say; TorchSharp hands all of its errors over as one kind of exception.
    private static readonly string[] OutOfMemory = ["not enough memory", "can't allocate memory", "out of memory"];

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
