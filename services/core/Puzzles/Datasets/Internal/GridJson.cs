using System.Text.Json;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>Reads grids and tasks in the form of ARC's files.</summary>
internal static class GridJson
{
    /// <summary>A grid from lists of rows.</summary>
    /// <exception cref="FormatException">Ragged, empty, too large, or with another value; the message says where.</exception>
    public static ByteGrid Grid(JsonElement json, int maxSide, int maxValue)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is 0 || json.GetArrayLength() > maxSide)
            throw new FormatException($"expected a list of 1 to {maxSide} rows, got {(json.ValueKind == JsonValueKind.Array ? $"{json.GetArrayLength()} rows" : json.ValueKind)}");
        var cells = new List<byte>();
        var (row, width) = (0, -1);
        foreach (var line in json.EnumerateArray())
        {
            row++;
            var count = line.ValueKind == JsonValueKind.Array ? line.GetArrayLength() : 0;
            if (count is 0 || count > maxSide)
                throw new FormatException($"row {row}: expected 1 to {maxSide} cells, got {count}");
            if (width >= 0 && count != width)
                throw new FormatException($"row {row} has {count} cells, the rows before have {width}: the grid is ragged");
            width = count;
            foreach (var cell in line.EnumerateArray())
                cells.Add(cell.ValueKind == JsonValueKind.Number && cell.TryGetInt32(out var value) && value >= 0 && value <= maxValue ? (byte)value
                    : throw new FormatException($"row {row}: expected whole numbers from 0 to {maxValue}, got {cell.GetRawText()}"));
        }
        return new(row, width, [.. cells]);
    }

    /// <summary>A task's pairs: its demonstrations, and its tests with their answers where there are any.</summary>
    /// <param name="task">With the members train and test.</param>
    /// <param name="solutions">The tests' answers where they stand apart.</param>
    /// <param name="group">The task's name.</param>
    /// <param name="maxSide">Most rows and columns.</param>
    /// <param name="maxValue">Largest number in a cell.</param>
    /// <exception cref="FormatException">It is no such task; the message says which pair.</exception>
    public static List<DatasetRecord> Task(JsonElement task, JsonElement? solutions, string group, int maxSide, int maxValue)
    {
        if (!IsTask(task))
            throw new FormatException("expected an object with lists train and test");
        var records = new List<DatasetRecord>();
        foreach (var part in new[] { "train", "test" })
        {
            var number = 0;
            foreach (var pair in task.GetProperty(part).EnumerateArray())
            {
                number++;
                if (pair.ValueKind != JsonValueKind.Object)
                    throw new FormatException($"{part} pair {number}: expected an object with input and output, got a {pair.ValueKind}");
                JsonElement? answer = pair.TryGetProperty("output", out var output) ? output
                    : part == "test" && solutions is { ValueKind: JsonValueKind.Array } given && given.GetArrayLength() >= number ? given[number - 1] : null;
                if (part == "train" && answer is null)
                    throw new FormatException($"train pair {number}: expected an output");
                if (!pair.TryGetProperty("input", out var input))
                    throw new FormatException($"{part} pair {number}: expected an input");
                records.Add(new()
                {
                    Question = Named($"{part} pair {number} input", input, maxSide, maxValue),
                    Answer = answer is null ? null : Named($"{part} pair {number} output", answer.Value, maxSide, maxValue),
                    Group = group,
                    IsTest = part == "test",
                });
            }
        }
        return records;
    }

    public static bool IsTask(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("train", out var train) && train.ValueKind == JsonValueKind.Array
        && json.TryGetProperty("test", out var test) && test.ValueKind == JsonValueKind.Array;

    private static ByteGrid Named(string what, JsonElement json, int maxSide, int maxValue)
    {
        try
        {
            return Grid(json, maxSide, maxValue);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"{what}: {fault.Message}", fault);
        }
    }
}
