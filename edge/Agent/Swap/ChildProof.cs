using System.Diagnostics;
using Trm.Grid.Edge.Serving;

namespace Trm.Grid.Edge.Swap;

/// <summary>Runs the golden vectors in a child process.</summary>
internal static class ChildProof
{
    /// <summary>Far more than the slowest board needs for a network of this kind.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <exception cref="ProofException">The vectors came out wrong, or the child did not live to tell.</exception>
    public static async Task RunAsync(string slot, RuntimeSettings runtime, CancellationToken cancel)
    {
        using var child = Process.Start(OwnProgram.With(["prove", "--slot", slot, .. runtime.ToArguments()])) ?? throw new ProofException("the proving process could not be started");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        try
        {
            var said = await child.StandardError.ReadToEndAsync(limit.Token);
            await child.WaitForExitAsync(limit.Token);
            if (child.ExitCode != 0)
                throw new ProofException($"the proving process ended with {child.ExitCode}: {said.Trim()}");
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            cancel.ThrowIfCancellationRequested();
            throw new ProofException($"the golden vectors took longer than {Longest.TotalMinutes:0} minutes");
        }
    }
}
