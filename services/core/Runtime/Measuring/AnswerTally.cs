namespace Trm.Grid.Runtime.Measuring;

/// <summary>Counts answers that were all asked for the same number of steps: how many are exact after each, and what the halt head said of them.</summary>
/// <param name="instances">How many are asked.</param>
/// <param name="steps">Supervision steps of each.</param>
public sealed class AnswerTally(int instances, int steps)
{
    private readonly int[] _exactAt = new int[steps + 1];
    private readonly (int Step, bool Exact)[] _halted = new (int, bool)[instances]; // step 0: not yet
    private readonly (float HaltLogit, bool Exact)[] _last = new (float, bool)[instances];

    /// <summary>An instance's answer after a step; its steps come in their order, from 1 to the last, beside those of others.</summary>
    public void Take(int instance, int step, bool exact, float haltLogit)
    {
        _exactAt[step] += exact ? 1 : 0;
        if (_halted[instance].Step == 0 && (haltLogit > 0 || step == steps))
            _halted[instance] = (step, exact);
        if (step == steps)
            _last[instance] = (haltLogit, exact);
    }

    /// <summary>By step: the share that is exact after it.</summary>
    public Dictionary<uint, double> ByStep() => Enumerable.Range(1, steps).ToDictionary(step => (uint)step, step => _exactAt[step] / (double)instances);

    /// <summary>Once all have ended: exact, steps_to_halt, exact_at_halt, halt_agreement, calibration_error.</summary>
    public void WriteTo(Measurement measured)
    {
        measured.TakeShare("exact", _last.Select(last => last.Exact));
        measured.Take("steps_to_halt", _halted.Select(halted => (double)halted.Step));
        measured.TakeShare("exact_at_halt", _halted.Select(halted => halted.Exact));
        measured.TakeShare("halt_agreement", _last.Select(last => last.HaltLogit > 0 == last.Exact));
        var calibration = new Calibration();
        // In the order of the instances, not of their answers: a sum's last digits depend on it.
        foreach (var (haltLogit, exact) in _last)
            calibration.Add(haltLogit, exact);
        measured.Metrics["calibration_error"] = calibration.Error();
    }
}
