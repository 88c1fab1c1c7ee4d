using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Edge.Gpio;

/// <summary>What the status LED shows: milliseconds lit and dark, in turns, repeated. One number: lit for good.</summary>
internal static class LedPattern
{
    /// <summary>For how long a steady light is not looked at again.</summary>
    private const int Steady = 500;

    public static int[] Of(bool stopped, SwapState state, bool connected) => (stopped, state, connected) switch
    {
        //  stopped | state            | connected => pattern
        (true,        _,                 _)     => [100, 100],
        (_,           SwapState.Idle,    _)     => [100, 1900],
        (_,           SwapState.Rejected, _)    => [100, 150, 100, 150, 100, 1400],
        (_,           SwapState.Trial or SwapState.Reverting, _) => [100, 150, 100, 1650],
        (_,           SwapState.Active,  true)  => [Steady],
        (_,           SwapState.Active,  false) => [1900, 100],
        _                                       => [500, 500],
    };
}
