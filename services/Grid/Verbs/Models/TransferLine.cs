using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Models;

/// <summary>Shows bytes on their way.</summary>
internal sealed class TransferLine(IProgressLine line) : IProgress<TransferProgress>
{
    public void Report(TransferProgress value) => line.Report(value.Done, value.Total, $"{Numbers.Bytes((ulong)value.Done)} of {Numbers.Bytes((ulong)value.Total)}");
}
