namespace Trm.Grid.Puzzles.Planning;

/// <summary>How a path is read off a policy, which names a move for every cell.</summary>
public enum PathReading
{
    /// <summary>From cell to cell by the likeliest move that leads to none visited before.</summary>
    Followed,

    /// <summary>From cell to cell by the move after which following the policy to the goal costs least: one step of policy improvement.</summary>
    Rollout,
}
