namespace Trm.Grid.Puzzles.Datasets;

/// <summary>What the records of a dataset are.</summary>
public enum DatasetKind
{
    /// <summary>Cells 0 for a blank, else the digit. Numbers: the rating.</summary>
    Sudoku,

    /// <summary>Cells of <see cref="Maze.MazeCell"/>. No numbers.</summary>
    Maze,

    /// <summary>Colours 0 to 9; the records of one group are one task, and its tests may have no answer. No numbers.</summary>
    Arc,

    /// <summary>Cells 0 free, 1 blocked, no answers. Numbers: start x and y, goal x and y, the shortest length in 1e-8 of a cell.</summary>
    Paths,

    /// <summary>Numbers from 0 on of a task that the program does not know. No numbers beside the cells.</summary>
    Grids,

    /// <summary>Cells are a map's costs; an answer's are 0, or in cells of the path the demonstrated move and one. Numbers: start x and y, goal x and y.</summary>
    Demonstrations,
}
