using System.Collections.Concurrent;
using System.Text;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Serving;

/// <summary>The child's side: one thread listens, one takes the steps, one says that the process is alive.</summary>
internal sealed class StepServer(StepModel model, string provider, StepPipe pipe) : IDisposable
{
    private readonly BlockingCollection<(StepKind Kind, byte[] Payload, CancellationTokenSource Stop)> _work = [];
    private readonly Dictionary<int, StepBatch> _batches = [];
    private CancellationTokenSource _stop = new();
    private readonly AutoResetEvent _asked = new(false);
    private volatile bool _atWork;
    private long _number;

    /// <summary>Serves until the agent closes the pipe.</summary>
    public void Run()
    {
        pipe.Send(StepKind.Ready, p => StepDescription.Write(p, model.Metadata, provider));
        new Thread(Beat) { IsBackground = true, Name = "beat" }.Start();
        var worker = new Thread(Work) { IsBackground = true, Name = "steps" };
        worker.Start();
        while (pipe.Receive() is { Kind: not 0 } message)
            Hear(message.Kind, message.Payload.Span);
        _stop.Cancel();
        _work.CompleteAdding();
        // A step ends within milliseconds of its cancel; one that does not goes down with the process.
        worker.Join(TimeSpan.FromSeconds(1));
    }

    public void Dispose()
    {
        foreach (var batch in _batches.Values)
            batch.Dispose();
        _stop.Dispose();
        _work.Dispose();
        _asked.Dispose();
    }

    private void Hear(StepKind kind, ReadOnlySpan<byte> payload)
    {
        var reader = new StepReader(payload);
        switch (kind)
        {
            case StepKind.Cancel when reader.Long() == _number:
                _stop.Cancel();
                break;
            case StepKind.Step:
                (_number, _stop, _atWork) = (reader.Long(), new CancellationTokenSource(), true);
                _asked.Set();
                _work.Add((kind, payload.ToArray(), _stop));
                break;
            case StepKind.Save or StepKind.Close:
                _work.Add((kind, payload.ToArray(), _stop));
                break;
        }
    }

    private void Beat()
    {
        try
        {
            while (true)
            {
                pipe.Send(StepKind.Beat);
                if (_atWork)
                    Thread.Sleep(ServingTimes.Beat);
                else
                    _asked.WaitOne(ServingTimes.RestingBeat);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The agent is gone; the listening thread ends the process.
        }
    }

    private void Work()
    {
        try
        {
            foreach (var (kind, payload, stop) in _work.GetConsumingEnumerable())
                Do(kind, new StepReader(payload), stop.Token);
        }
        catch (IOException)
        {
            // As above.
        }
        catch (Exception e)
        {
            // A network that faults once is not trusted with another step: the agent starts it anew.
            pipe.Send(StepKind.Fault, p => p.Add(Encoding.UTF8.GetBytes(e.Message)));
            Environment.Exit(1);
        }
    }

    private void Do(StepKind kind, StepReader reader, CancellationToken stop)
    {
        switch (kind)
        {
            case StepKind.Step:
                _atWork = true;
                Step(reader, stop);
                _atWork = false;
                break;
            case StepKind.Save:
                Save(reader.Long(), _batches[reader.Int()], reader.Int());
                break;
            case StepKind.Close:
                if (_batches.Remove(reader.Int(), out var batch))
                    batch.Dispose();
                break;
        }
    }

    private void Step(StepReader reader, CancellationToken stop)
    {
        var number = reader.Long();
        var (id, slots, height, width) = (reader.Int(), reader.Int(), reader.Int(), reader.Int());
        if (!_batches.TryGetValue(id, out var batch))
            _batches[id] = batch = model.Open(slots, height, width);
        for (var slot = 0; slot < slots; slot++)
            Begin(batch, slot, ref reader);
        if (!batch.Step(stop))
        {
            pipe.Send(StepKind.Cancelled, p => p.Add(number));
            return;
        }
        pipe.Send(StepKind.Done, p =>
        {
            p.Add(number);
            p.Add(batch.StateLength);
            for (var slot = 0; slot < slots; slot++)
                p.Add(batch.Logits(slot));
            for (var slot = 0; slot < slots; slot++)
                p.Add(new[] { batch.Halt(slot) });
        });
    }

    private static void Begin(StepBatch batch, int slot, ref StepReader reader)
    {
        var start = (SlotStart)reader.Byte();
        if (start == SlotStart.GoOn)
            return;
        reader.Floats(batch.Planes(slot));
        batch.Restart(slot);
        if (start != SlotStart.Restored)
            return;
        var (y, z) = (new float[batch.StateLength], new float[batch.StateLength]);
        reader.Floats(y);
        reader.Floats(z);
        batch.Restore(slot, y, z);
    }

    private void Save(long number, StepBatch batch, int slot)
    {
        var (y, z) = (new float[batch.StateLength], new float[batch.StateLength]);
        batch.Save(slot, y, z);
        pipe.Send(StepKind.State, p =>
        {
            p.Add(number);
            p.Add(y);
            p.Add(z);
        });
    }
}
