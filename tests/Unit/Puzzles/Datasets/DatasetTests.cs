using System.Buffers.Binary;
using System.Security.Cryptography;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Tests.Unit.Model;

namespace Trm.Grid.Tests.Unit.Puzzles.Datasets;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Records_come_back_as_they_were_and_the_same_records_are_the_same_bytes()
    {
        var (one, digest) = Write("one", Some());
        var (two, again) = Write("two", Some());
        Assert.Equal(digest, again);
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
        using var dataset = Dataset.Open(one);
        Assert.Equal((DatasetKind.Grids, 3), (dataset.Kind, dataset.Count));
        foreach (var (written, read) in Some().Zip(dataset.Records))
        {
            Assert.Equal((written.Question, written.Answer, written.Group, written.IsTest), (read.Question, read.Answer, read.Group, read.IsTest));
            Assert.Equal(written.Numbers, read.Numbers);
        }
        Assert.NotEqual(digest, Write("other", Some().Reverse()).Digest);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset[3]);
    }

    [Fact]
    public void Changed_byte_anywhere_and_a_cut_file_are_refused()
    {
        var (path, _) = Write("whole", Some());
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 1;
            File.WriteAllBytes(folder.File("changed"), changed);
            Assert.Throws<DatasetException>(() => Dataset.Open(folder.File("changed")));
        }
        foreach (var length in new[] { 0, 10, 63, 64, bytes.Length - 1 })
        {
            File.WriteAllBytes(folder.File("cut"), bytes[..length]);
            Assert.Throws<DatasetException>(() => Dataset.Open(folder.File("cut")));
        }
        bytes[^1] ^= 1;
        File.WriteAllBytes(folder.File("last"), bytes);
        Assert.Contains("were changed", Assert.Throws<DatasetException>(() => Dataset.Open(folder.File("last"))).Message, StringComparison.Ordinal);
        Assert.True(Dataset.IsDataset(path));
        File.WriteAllText(folder.File("text"), "source");
        Assert.False(Dataset.IsDataset(folder.File("text")));
    }

    /// <summary>A hash is no proof: whoever makes up a file makes up its hash too.</summary>
    [Theory]
    [InlineData(int.MaxValue - 1, 1 << 30)] // their product, eight bytes each, is 0 in 64 bits but for what is written there
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(-1, 3)]
    [InlineData(1 << 20, 3)]
    public void Counts_that_are_made_up_are_refused_whatever_they_come_to(int numbers, int records)
    {
        foreach (var length in new[] { 4096, 65_536 })
        {
            var bytes = new byte[length];
            File.ReadAllBytes(Write("whole", Some()).Path).AsSpan(0, 64).CopyTo(bytes);
            var at = bytes.AsSpan(40); // behind magic and hash: kind, numbers, names, grids, records, bytes of names
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], numbers);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(at[12..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(at[16..], records);
            SHA256.HashData(bytes.AsSpan(40), bytes.AsSpan(8, 32));
            File.WriteAllBytes(folder.File("made-up"), bytes);
            Assert.Contains("its counts do not fit its length", Assert.Throws<DatasetException>(() => Dataset.Open(folder.File("made-up"))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Examples_of_a_dataset_are_those_of_its_file()
    {
        var puzzles = Enumerable.Range(0, 6).Select(seed => SudokuGenerator.Minimal(3, seed)).ToList();
        var sudokus = folder.File("sudokus.csv");
        File.WriteAllLines(sudokus, ["question,answer,rating", .. puzzles.Select(puzzle => $"{puzzle.Question},{puzzle.Answer},{puzzle.Rating}")]);
        using var one = Imported("sudoku-csv", sudokus);
        var (listed, read) = (SudokuExamples.From(puzzles, 3, augmentations: 50), SudokuExamples.From(one, 3, augmentations: 50));
        var mazes = Enumerable.Range(0, 6).Select(index => MazeGenerator.Draw(new() { Side = 10, LeastWalls = 20, MostWalls = 30, LeastLength = 12 }, 1, index)).ToList();
        var file = folder.File("mazes.csv");
        File.WriteAllLines(file, ["question,answer", .. mazes.Select(maze => $"{maze.Question},{maze.Answer}")]);
        using var other = Imported("maze-csv", file);
        var (ways, found) = (MazeExamples.From(MazeTask.Cells, mazes, 3, augment: true), MazeExamples.From(MazeTask.Cells, other, 3, augment: true));
        for (var index = 0; index < 30; index++)
        {
            Assert.Equal(listed.Draw(index).Tokens, read.Draw(index).Tokens);
            Assert.Equal(ways.Draw(index).Targets, found.Draw(index).Targets);
        }
        Assert.Throws<ArgumentException>(() => MazeExamples.From(MazeTask.Cells, one, 3, augment: true));
    }

    private Dataset Imported(string source, string file)
    {
        var (records, rejected) = DatasetImport.Read(source, [file]);
        Assert.Empty(rejected);
        records.Save(file + ".trmdata");
        return Dataset.Open(file + ".trmdata");
    }

    private (string Path, string Digest) Write(string name, IEnumerable<DatasetRecord> records)
    {
        var writer = new DatasetWriter(DatasetKind.Grids);
        foreach (var record in records)
            writer.Add(record);
        return (folder.File(name), writer.Save(folder.File(name)));
    }

    private static DatasetRecord[] Some()
    {
        var (square, flat) = (new ByteGrid(2, 2, [1, 2, 3, 4]), new ByteGrid(1, 3, [5, 6, 7]));
        return
        [
            new() { Question = square, Answer = flat, Group = "süß", Numbers = [long.MinValue] },
            new() { Question = flat, Group = "", IsTest = true, Numbers = [7] },
            new() { Question = square, Answer = square, Group = "süß", Numbers = [0] },
        ];
    }
}
