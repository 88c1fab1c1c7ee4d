using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;

namespace Trm.Grid.Runtime.Arc;

/// <summary>
/// Answers the tests of ARC tasks that the model was trained on: the test is asked under the augmentations that have an embedding, each for all its
/// steps, every answer is turned back, and they vote. Safe for several threads.
/// </summary>
/// <param name="model">With its puzzles, see <see cref="StepModel.Knowing"/>.</param>
public sealed class ArcSolver(StepModel model)
{
    private const int Slots = 8;

    public PackagedPuzzles Puzzles { get; } = model.Puzzles
        ?? throw new ArgumentException($"answering ARC tasks with a {model.Shape.Task} model: expected one that has the embeddings of its tasks; choose a model of the task {ArcTask.Name}");

    /// <summary>Collects the votes for one test.</summary>
    /// <param name="task">A task that <see cref="Puzzles"/> knows.</param>
    /// <param name="question">The test's grid; it must fit the canvas.</param>
    /// <param name="votes">How many augmentations are asked at most, the task itself first.</param>
    /// <param name="steps">Supervision steps of each.</param>
    /// <param name="asAsked">Told the answer to the test as asked after every step.</param>
    /// <param name="cancellation">Ends it within a step.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ArcVote Vote(string task, ByteGrid question, int votes, int steps, Action<ArcStep>? asAsked = null, CancellationToken cancellation = default)
    {
        var vote = new ArcVote();
        foreach (var numbers in Enumerable.Range(0, Math.Clamp(votes, 1, Puzzles.Augmentations + 1)).Chunk(Slots))
        {
            var symmetries = Array.ConvertAll(numbers, number => ArcSymmetry.Of(task, number));
            using var batch = model.Open(numbers.Length, model.Shape.Height, model.Shape.Width);
            for (var slot = 0; slot < numbers.Length; slot++)
            {
                new GridQuestion(symmetries[slot].Apply(question), model.Shape).Encode(0, batch.Tokens(slot));
                Puzzles.Of(task, numbers[slot]).CopyTo(batch.Puzzle(slot));
            }
            for (var step = 1; step <= steps; step++)
            {
                if (!batch.Step(cancellation))
                    throw new OperationCanceledException(cancellation);
                if (asAsked is not null && numbers[0] == 0)
                    asAsked(new(step, GridQuestion.Likeliest(batch.Logits(0), batch.Classes), batch.Halt(0)));
            }
            for (var slot = 0; slot < numbers.Length; slot++)
                vote.Add(symmetries[slot], GridsTask.Decode(GridQuestion.Likeliest(batch.Logits(slot), batch.Classes), batch.Height, batch.Width), batch.Halt(slot));
        }
        return vote;
    }
}
