using Trm.Grid.Puzzles;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>
/// Right when every cell says <paramref name="target"/>, or more where asked, which costs so much more a unit; view v puts v into every cell, so that its first answer is v + 1.
/// </summary>
internal sealed class CountingQuestion(int target, int views = 1, int height = 2, bool orMore = false, int dearer = 1) : ITokenQuestion<int>
{
    public int Views => views;

    public (int Height, int Width) Size(int view) => (height, 3);

    public void Encode(int view, Span<long> tokens) => tokens.Fill(view);

    public Attempt<int> Decode(int view, ReadOnlySpan<float> logits)
    {
        var cell = logits[..HandBuiltStep.Classes];
        var answer = 0;
        for (var c = 1; c < cell.Length; c++)
            answer = cell[c] > cell[answer] ? c : answer;
        return new Attempt<int>(answer, answer == target || (orMore && answer > target), Cost: orMore ? dearer * answer : 100 - answer);
    }
}
