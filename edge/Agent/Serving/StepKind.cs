namespace Trm.Grid.Edge.Serving;

/// <summary>What the agent and the process of its model say to each other.</summary>
internal enum StepKind : byte
{
    /// <summary>Child: the model is loaded. What it tells of itself.</summary>
    Ready = 1,

    /// <summary>Child: alive, every <see cref="ServingTimes.Beat"/> while it works, every <see cref="ServingTimes.RestingBeat"/> between. Empty.</summary>
    Beat,

    /// <summary>Agent: take a step. Number of the step (8), batch (4), slots (4), height (4), width (4), then for each slot <see cref="SlotStart"/> (1), its planes unless it goes on, and y and z where they are given.</summary>
    Step,

    /// <summary>Child: the step is done. Number (8), floats of a state (4), logits, halts.</summary>
    Done,

    /// <summary>Agent: end the step of this number (8) now.</summary>
    Cancel,

    /// <summary>Child: the step of this number (8) was ended.</summary>
    Cancelled,

    /// <summary>Agent: tell a slot's state. Number (8), batch (4), slot (4).</summary>
    Save,

    /// <summary>Child: the state. Number (8), y, z.</summary>
    State,

    /// <summary>Agent: this batch (4) is no longer used.</summary>
    Close,

    /// <summary>Child: it cannot go on. Why, in UTF-8.</summary>
    Fault,
}

/// <summary>From where a slot's next step goes.</summary>
internal enum SlotStart : byte
{
    /// <summary>From its last step.</summary>
    GoOn,

    /// <summary>From y0 and z0, with fresh planes.</summary>
    Afresh,

    /// <summary>From a state that is given, with fresh planes.</summary>
    Restored,
}
