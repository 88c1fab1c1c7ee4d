namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>Sudoku as a network sees it. Tokens and classes: 0 padding, 1 blank, digit d is d + 1.</summary>
public static class SudokuTask
{
    public const string Name = "sudoku";

    /// <param name="box">Side of a box, 2 or 3.</param>
    public static TaskShape Shape(int box) => new()
    {
        Task = Name,
        Input = InputKind.Tokens,
        Vocabulary = box * box + 2,
        Classes = box * box + 2,
        Height = box * box,
        Width = box * box,
    };

    /// <summary>
    /// The name of a model of any task where none is asked for: the task's, and of Sudokus of 4x4 cells one of their own. They must not stand among the
    /// versions of those of 9x9: they cannot answer what those are asked.
    /// </summary>
    public static string ModelName(string task, int height) => task == Name && height == 4 ? "sudoku4" : task;

    /// <summary>The puzzle as an example; givens are scored like all other cells.</summary>
    public static Example Example(SudokuGrid question, SudokuGrid answer)
    {
        var (tokens, targets) = (new int[question.Cells.Length], new uint[question.Cells.Length]);
        for (var i = 0; i < tokens.Length; i++)
            (tokens[i], targets[i]) = (question.Cells[i] + 1, 1u << (answer.Cells[i] + 1));
        return new() { Height = question.Side, Width = question.Side, Tokens = tokens, Targets = targets };
    }
}
