using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Threads that torch takes for an operator on the CPU. OpenMP counts them per calling thread: whoever computes says how many, every time.</summary>
internal static class TorchThreads
{
    // NOTE read before anything is set, and so the same in every process on this machine: sums depend on it bit by bit.
    private static readonly int Usual = Math.Min(get_num_threads(), Environment.ProcessorCount);

    /// <param name="wanted">0: as many as torch would take by itself, and no more than this process has processors.</param>
    public static int Of(int wanted) => wanted > 0 ? wanted : Usual;
}
