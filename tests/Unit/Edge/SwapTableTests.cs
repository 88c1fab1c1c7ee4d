using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class SwapTableTests
{
    private static readonly SwapState[] States = [.. Enum.GetValues<SwapState>().Where(s => s != SwapState.None)];

    [Fact]
    public void No_state_has_two_rows_for_one_event()
    {
        foreach (var state in States)
            foreach (var on in Enum.GetValues<SwapEvent>())
                Assert.True(SwapTable.Rows.Count(r => r.In.HasFlag(state) && r.On == on) <= 1, $"{state} has several rows for {on}");
    }

    [Fact]
    public void Every_state_hears_the_grid_except_where_a_model_is_being_exchanged()
    {
        foreach (var state in States)
            foreach (var on in (SwapEvent[])[SwapEvent.Desired, SwapEvent.Satisfied, SwapEvent.Withdrawn])
                // Where nothing runs, no wish can be for what runs.
                Assert.Equal(state is not (SwapState.Switching or SwapState.Reverting) && (state, on) is not (SwapState.Idle, SwapEvent.Satisfied), SwapTable.Find(state, on) is not null);
    }

    [Fact]
    public void Every_state_is_reached_and_left()
    {
        foreach (var state in States)
        {
            Assert.Contains(SwapTable.Rows, r => r.Next == state);
            Assert.Contains(SwapTable.Rows, r => r.In.HasFlag(state) && r.Next != state);
        }
    }

    [Fact]
    public void No_model_becomes_the_active_one_without_a_trial() =>
        Assert.Equal([SwapEvent.Satisfied, SwapEvent.Passed], SwapTable.Rows.Where(r => r.Next == SwapState.Active).Select(r => r.On));

    [Fact]
    public void Only_proof_on_this_hardware_leads_to_switching()
    {
        var row = Assert.Single(SwapTable.Rows, r => r.Next == SwapState.Switching);
        Assert.Equal((SwapState.Waiting, SwapEvent.Still), (row.In, row.On));
        Assert.Equal(
            [(SwapState.Proving, SwapEvent.Proven), (SwapState.Switching, SwapEvent.Moving)],
            SwapTable.Rows.Where(r => r.Next == SwapState.Waiting).Select(r => (r.In, r.On)));
        Assert.Equal((SwapState.Verifying, SwapEvent.Verified), Assert.Single(SwapTable.Rows, r => r.Next == SwapState.Proving) is var proving ? (proving.In, proving.On) : default);
    }
}
