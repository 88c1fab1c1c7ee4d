using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Threads that torch takes for an operator on the CPU. OpenMP counts them per calling thread: whoever computes says how many, every time.</summary>
internal static class TorchThreads
{
    private static readonly int Usual;

    // NOTE a constructor of its own, which runs before the first answer here: what torch takes by itself must be read before anything is set. It is
    // the same in every process on this machine, and sums depend on it bit by bit.
    static TorchThreads() => Usual = Math.Min(get_num_threads(), Environment.ProcessorCount);

    /// <param name="wanted">0: as many as torch would take by itself, and no more than this process has processors.</param>
    public static int Of(int wanted) => wanted > 0 ? wanted : Usual;
}
