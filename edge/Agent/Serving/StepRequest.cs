namespace Trm.Grid.Edge.Serving;

/// <summary>One question to the model's process, and its answer.</summary>
internal abstract class StepRequest(StepKind kind)
{
    public StepKind Kind { get; } = kind;

    public long Number { get; set; }

    public long BeganAt { get; set; }

    /// <summary>Longer than this it does not take, or the process hangs.</summary>
    public abstract TimeSpan Limit { get; }

    public bool Succeeded { get; private set; }

    /// <summary>The process says that nothing was done.</summary>
    public bool IsCancelled { get; set; }

    public abstract void Write(StepPipe pipe);

    /// <summary>Takes the answer, on the thread that listens, while the asking one waits.</summary>
    public void Take(StepReader reader)
    {
        Read(reader);
        Succeeded = true;
    }

    protected abstract void Read(StepReader reader);
}
