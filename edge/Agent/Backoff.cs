namespace Trm.Grid.Edge;

/// <summary>Waiting times between attempts: each up to twice the one before, spread at random so that a fleet does not come back as one wave.</summary>
internal sealed class Backoff(TimeSpan shortest, TimeSpan longest, TimeProvider clock, Random? random = null)
{
    private readonly Random _random = random ?? Random.Shared;
    private int _attempts;

    public void Reset() => _attempts = 0;

    /// <summary>The next waiting time: between half of it and the whole of it.</summary>
    public TimeSpan Next()
    {
        var whole = Math.Min(longest.TotalSeconds, shortest.TotalSeconds * Math.Pow(2, Math.Min(_attempts++, 30)));
        return TimeSpan.FromSeconds(whole * (0.5 + (0.5 * _random.NextDouble())));
    }

    public Task WaitAsync(CancellationToken cancel) => Task.Delay(Next(), clock, cancel);
}
