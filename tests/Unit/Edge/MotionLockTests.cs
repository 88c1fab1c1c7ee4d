using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class MotionLockTests
{
    private readonly SettableTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly MotionLock _motion;

    public MotionLockTests() => _motion = new(TimeSpan.FromMinutes(10), _time);

    [Fact]
    public void Lock_is_held_as_long_as_asked_for_and_no_longer()
    {
        Assert.False(_motion.Held);
        Assert.Equal(TimeSpan.FromMinutes(2), _motion.Hold(TimeSpan.FromMinutes(2)));
        _time.Pass(TimeSpan.FromSeconds(119));
        Assert.True(_motion.Held);
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.False(_motion.Held);
    }

    [Fact]
    public void Prolonging_never_reaches_beyond_the_longest_hold()
    {
        _motion.Hold(TimeSpan.FromMinutes(8));
        _time.Pass(TimeSpan.FromMinutes(7));
        Assert.Equal(TimeSpan.FromMinutes(3), _motion.Hold(TimeSpan.FromMinutes(8)));
        Assert.Equal(TimeSpan.FromMinutes(3), _motion.Hold(null));
        _time.Pass(TimeSpan.FromMinutes(3));
        Assert.False(_motion.Held);
        Assert.Equal(TimeSpan.FromMinutes(10), _motion.Hold(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Shorter_wish_does_not_shorten_a_longer_hold()
    {
        _motion.Hold(TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.FromMinutes(5), _motion.Hold(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Clock_that_jumps_neither_ends_nor_prolongs_it()
    {
        _motion.Hold(TimeSpan.FromMinutes(5));
        _time.Jump(TimeSpan.FromDays(3650));
        Assert.True(_motion.Held);
        _time.Jump(TimeSpan.FromDays(-7300));
        _time.Pass(TimeSpan.FromMinutes(5));
        Assert.False(_motion.Held);
    }

    [Fact]
    public async Task Waiter_goes_on_when_the_robot_says_that_it_stands_or_when_the_time_is_over()
    {
        _motion.Hold(TimeSpan.FromMinutes(5));
        var released = _motion.WaitAsync(TestContext.Current.CancellationToken);
        _motion.Release();
        await released;

        _motion.Hold(TimeSpan.FromMinutes(5));
        var expired = _motion.WaitAsync(TestContext.Current.CancellationToken);
        await _time.TimersAsync(1);
        _time.Pass(TimeSpan.FromMinutes(4));
        Assert.False(expired.IsCompleted);
        _time.Pass(TimeSpan.FromMinutes(1));
        await expired;
    }

    [Fact]
    public void Nothing_is_done_while_the_robot_moves()
    {
        _motion.Hold(null);
        Assert.False(_motion.TryWhileStill(() => Assert.Fail("the robot moves")));
        _motion.Release();
        var done = false;
        Assert.True(_motion.TryWhileStill(() => done = true));
        Assert.True(done);
    }
}
