using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;

namespace Trm.Grid.Trainer.Courses;

/// <summary>Questions with a checker, made of held-out examples.</summary>
internal static class HeldOutQuestions
{
    /// <summary>Asks the questions first .. first + count - 1, each until its answer is verified or its steps are used up, and under no other view.</summary>
    /// <returns>Of each whether it was, and the steps that it took; none where the task has no checker.</returns>
    public static IReadOnlyList<(bool Verified, int Steps)> Solve(RecursiveSolver solver, IExampleSource heldOut, int first, int count, int steps)
    {
        var options = new SolveOptions { MaxSteps = steps, MaxViews = 1, StopOnHalt = false, Slots = count };
        return heldOut switch
        {
            PlannerExamples maps => Ask(index => Plan(maps, index)),
            SudokuExamples puzzles => Ask(index => Sudoku(puzzles.Draw(index))),
            MazeExamples mazes => Ask(index => new MazeQuestion(mazes.DrawPuzzle(index))),
            _ => [],
        };

        IReadOnlyList<(bool, int)> Ask<TAnswer>(Func<int, IQuestion<TAnswer>> questionOf) =>
            [.. solver.SolveAll([.. Enumerable.Range(first, count).Select(questionOf)], options).Select(solution => (solution.Verified, solution.Steps))];
    }

    /// <summary>From the map's remotest cell by cost, or half-way there, or a quarter: long and middling ways in turn.</summary>
    private static PlanQuestion Plan(PlannerExamples maps, int index)
    {
        var (map, goal) = maps.DrawMap(index);
        var field = DistanceField.To(goal, map);
        var reached = Enumerable.Range(0, map.Width * map.Height)
            .Select(i => new Cell(i % map.Width, i / map.Width))
            .Where(cell => cell != goal && field.Units(cell) != DistanceField.Unreachable)
            .OrderBy(field.Units)
            .ToList();
        return new PlanQuestion(map, reached[(reached.Count - 1) >> (index % 3)], goal);
    }

    private static SudokuQuestion Sudoku(Example example)
    {
        var box = (int)Math.Sqrt(example.Height);
        return new SudokuQuestion(new SudokuGrid(box, Array.ConvertAll(example.Tokens, token => (byte)(token - 1))));
    }
}
