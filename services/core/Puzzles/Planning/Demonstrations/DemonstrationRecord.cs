using Trm.Grid.Puzzles.Datasets;

namespace Trm.Grid.Puzzles.Planning.Demonstrations;

/// <summary>A demonstration as a record of a dataset: <see cref="DatasetKind.Demonstrations"/>.</summary>
public static class DemonstrationRecord
{
    public static DatasetRecord Of(Demonstration shown, string source)
    {
        var moves = new byte[shown.Map.Cells.Length];
        for (var i = 0; i + 1 < shown.Path.Count; i++)
            moves[(shown.Path[i].Y * shown.Map.Width) + shown.Path[i].X] = (byte)(Move.Between(shown.Path[i], shown.Path[i + 1]) + 1);
        var (start, goal) = (shown.Path[0], shown.Path[^1]);
        return new()
        {
            Question = new(shown.Map.Height, shown.Map.Width, shown.Map.Cells),
            Answer = new(shown.Map.Height, shown.Map.Width, moves),
            Group = source,
            Numbers = [start.X, start.Y, goal.X, goal.Y],
        };
    }

    /// <exception cref="DatasetException">Its moves do not lead from start to goal.</exception>
    public static Demonstration Read(DatasetRecord record)
    {
        var (width, cell) = (record.Question.Width, new Cell((int)record.Numbers[0], (int)record.Numbers[1]));
        var (path, goal) = (new List<Cell> { cell }, new Cell((int)record.Numbers[2], (int)record.Numbers[3]));
        var map = new CostMap(width, record.Question.Height, record.Question.Cells.ToArray());
        while (cell != goal && path.Count <= map.Cells.Length && map.Contains(cell) && record.Answer![cell.Y, cell.X] is > 0 and <= Move.Count and var move)
            path.Add(cell = Move.From(cell, move - 1));
        return cell == goal ? new(map, path) : throw new DatasetException($"reading a demonstration of {record.Group}: its moves do not lead from {path[0]} to {goal}");
    }
}
