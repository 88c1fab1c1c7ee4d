namespace Trm.Grid.Puzzles;

/// <summary>
/// One question as the solver puts it to a network. A view is the question under one of the task's symmetries; view 0 is the question as asked.
/// Answers are always given back in the question's own frame.
/// </summary>
public interface IQuestion<TAnswer>
{
    int Views { get; }

    (int Height, int Width) Size(int view);

    /// <summary>Reads an answer off the network's logits and checks it against the rules.</summary>
    /// <param name="view">The view that was encoded.</param>
    /// <param name="logits">[H*W, classes] of that view, row-major.</param>
    Attempt<TAnswer> Decode(int view, ReadOnlySpan<float> logits);
}

/// <summary>A question whose cells are integer tokens.</summary>
public interface ITokenQuestion<TAnswer> : IQuestion<TAnswer>
{
    /// <param name="view">Which symmetry.</param>
    /// <param name="tokens">[H*W] of that view, written in full.</param>
    void Encode(int view, Span<long> tokens);
}

/// <summary>A question whose cells are float planes.</summary>
public interface IPlaneQuestion<TAnswer> : IQuestion<TAnswer>
{
    /// <param name="view">Which symmetry.</param>
    /// <param name="planes">[C*H*W] of that view, channel first, written in full.</param>
    void Encode(int view, Span<float> planes);
}

/// <summary>What a network proposed.</summary>
/// <param name="Answer">The answer in the question's own frame.</param>
/// <param name="Verified">Whether it passed the task's checker, which is sound: true means right (for paths: valid).</param>
/// <param name="Cost">The answer's cost where the task has one (paths); 0 otherwise. Lower is better.</param>
public readonly record struct Attempt<TAnswer>(TAnswer Answer, bool Verified, double Cost = 0);
