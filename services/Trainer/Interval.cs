namespace Trm.Grid.Trainer;

/// <summary>Says once per interval that it has passed.</summary>
internal sealed class Interval(TimeSpan length, TimeProvider time)
{
    private long _began = time.GetTimestamp();

    public bool Passed()
    {
        if (time.GetElapsedTime(_began) < length) return false;
        _began = time.GetTimestamp();
        return true;
    }
}
