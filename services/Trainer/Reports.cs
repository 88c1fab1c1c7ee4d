using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Trainer;

/// <summary>Speaks to the parent, one report a line. When nobody listens any more the words are lost: the end of standard input tells the rest.</summary>
internal sealed class Reports(TextWriter output, TimeProvider time)
{
    private readonly Lock _line = new();

    public void Say(WorkerReport report)
    {
        report.At = time.GetUtcNow().ToTimestamp();
        try
        {
            lock (_line)
            {
                output.WriteLine(JsonFormatter.Default.Format(report));
                output.Flush();
            }
        }
        catch (IOException)
        {
            // The parent died; StopRequest sees that too, and the checkpoint matters more than the line.
        }
    }

    public void Fail(RunFailureKind kind, string message) => Say(new WorkerReport { Failed = new RunFailure { Kind = kind, Message = message } });
}
