namespace Trm.Grid.Model;

/// <summary>What decides that a slot is done, and so what the halt head's two outputs mean.</summary>
public enum Halting
{
    /// <summary>Output 0 is trained to say "the answer is right"; above 0 the slot halts.</summary>
    Bce,

    /// <summary>
    /// HRM's ACT (arXiv 2506.21734): output 0 values halting, output 1 going on, whose target is the next step's better value from a second forward
    /// pass. The halt logit is their difference.
    /// </summary>
    QLearning,

    /// <summary>Nothing: every slot runs all its steps, the halt head is not trained and never believes.</summary>
    Fixed,
}
