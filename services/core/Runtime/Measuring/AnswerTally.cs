namespace Trm.Grid.Runtime.Measuring;

/// <summary>Counts answers that were all asked for the same number of steps: how many are exact after each, and what the halt head said of them.</summary>
/// <param name="instances">How many are asked.</param>
/// <param name="steps">Supervision steps of each.</param>
public sealed class AnswerTally(int instances, int steps)
{
    private readonly int[] _exactAt = new int[steps + 1];
    private readonly bool[] _halted = new bool[instances];
    private readonly (float HaltLogit, bool Exact)?[] _last = new (float, bool)?[instances];
    private int _ended, _agreed, _exactAtHalt;
    private long _toHalt;

    /// <summary>An instance's answer after a step; its steps come in their order, from 1 on, beside those of others.</summary>
    public void Take(int instance, int step, bool exact, float haltLogit)
    {
        _exactAt[step] += exact ? 1 : 0;
        if (!_halted[instance] && (haltLogit > 0 || step == steps))
        {
            _halted[instance] = true;
            _toHalt += step;
            _exactAtHalt += exact ? 1 : 0;
        }
        if (step < steps)
            return;
        _ended++;
        _agreed += haltLogit > 0 == exact ? 1 : 0;
        _last[instance] = (haltLogit, exact);
    }

    /// <summary>By step: the share that is exact after it.</summary>
    public Dictionary<uint, double> ByStep() => Enumerable.Range(1, steps).ToDictionary(step => (uint)step, step => _exactAt[step] / (double)_ended);

    public Dictionary<string, double> Metrics() => new()
    {
        ["exact"] = _exactAt[steps] / (double)_ended,
        ["steps_to_halt"] = _toHalt / (double)_ended,
        ["exact_at_halt"] = _exactAtHalt / (double)_ended,
        ["halt_agreement"] = _agreed / (double)_ended,
        ["calibration_error"] = CalibrationError(),
    };

    // In the order of the instances, not of their answers: a sum's last digits depend on it.
    private double CalibrationError()
    {
        var calibration = new Calibration();
        foreach (var last in _last)
            if (last is var (haltLogit, exact))
                calibration.Add(haltLogit, exact);
        return calibration.Error();
    }
}
