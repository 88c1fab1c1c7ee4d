using System.CommandLine;
using Trm.Grid.Outputs;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning.Demonstrations;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Verbs.Data;

/// <summary>What --json writes.</summary>
/// <param name="File">The CSV file that was written.</param>
/// <param name="Digest">Its SHA-256.</param>
/// <param name="Count">Rows in it.</param>
/// <param name="RatingMean">Sudoku: digits guessed by the exact solver; mazes: cells of a shortest path.</param>
internal sealed record GeneratedPuzzles(string File, string Digest, int Count, double RatingMean);

/// <summary>What --json writes of demonstrations.</summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Digest">SHA-256 of the list of paths.</param>
/// <param name="Count">How many.</param>
internal sealed record GeneratedDemonstrations(string Folder, string Digest, int Count);

internal static class DataGenerateVerb
{
    const int MostPuzzles = 10_000_000;

    static readonly Argument<string> Kind = new("KIND") { Description = "sudoku, maze or demonstrations." };
    static readonly Argument<FileInfo> File = new("FILE") { Description = "The CSV file to write, with the columns source,question,answer,rating; of demonstrations a folder." };
    static readonly Option<int> Count = new("--count") { Description = "How many.", HelpName = "N", DefaultValueFactory = _ => 1000 };
    static readonly Option<long> Seed = new("--seed") { Description = "Which.", HelpName = "S" };
    static readonly Option<int> LeastRating = new("--least-rating") { Description = "Sudoku: digits that the exact solver must guess at least; 0 for minimal puzzles as they come.", HelpName = "R" };
    static readonly Option<FileInfo> Near = new("--near") { Description = "Sudoku: a file of puzzles; those made are near them and about as hard.", HelpName = "FILE" };
    static readonly Option<string[]> ApartFrom = new("--apart-from")
    {
        Description = "Sudoku: files kept for measuring; what is a symmetry of one of their puzzles is left out and another made.", HelpName = "FILE", AllowMultipleArgumentsPerToken = true,
    };
    static readonly Option<int> Cells = new("--cells") { Description = "Mazes: rows and columns.", HelpName = "N", DefaultValueFactory = _ => 30 };

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong("sudoku", "maze", "demonstrations");
        Ranges.Require(Count, 1, MostPuzzles);
        Ranges.Require(LeastRating, 0, 100);
        Ranges.Require(Cells, 8, 128);
        return Verb.Of("generate", "Writes puzzles with their answers: minimal Sudokus, or mazes of Maze-Hard's kind; or demonstrated paths that keep to the right.", [Kind, File, Count, Seed, LeastRating, Near, ApartFrom, Cells], GenerateAsync);
    }

    static async Task GenerateAsync(VerbCall call)
    {
        var (count, seed, path) = (call.Value(Count), call.Value(Seed), call.Required(File).FullName);
        if (call.Required(Kind) != "sudoku" && (call.Value(Near) is not null || call.Value(ApartFrom) is { Length: > 0 }))
            throw new CommandFailedException("INVALID_REQUEST", $"--near and --apart-from are for sudoku, not for {call.Required(Kind)}.");
        if (call.Required(Kind) == "demonstrations")
        {
            Demonstrate(call, path, count, seed);
            return;
        }
        var near = call.Value(Near) is { } list ? Puzzles("--near", list.FullName) : [];
        var apart = (call.Value(ApartFrom) ?? []).SelectMany(kept => Puzzles("--apart-from", kept)).Select(puzzle => SudokuInvariant.Of(puzzle.Question)).ToHashSet();
        var sum = 0L;
        await call.Output.TrackAsync("generating", async line =>
        {
            await using var file = System.IO.File.CreateText(path);
            await file.WriteLineAsync("source,question,answer,rating");
            await Task.Run(() => Write(file, line), call.Cancellation);
            return count;
        });
        var made = new GeneratedPuzzles(path, Digest.OfFile(path).ToString(), count, (double)sum / count);
        call.Output.Finish(made, GridJson.Default.GeneratedPuzzles, console => console.Profile.Out.Writer.WriteLine($"{made.Count} rows, mean rating {Numbers.Text(made.RatingMean, "0.0")}: {made.File}"));

        void Write(StreamWriter file, IProgressLine line)
        {
            var written = 0ul;
            try
            {
                foreach (var (row, rating) in Rows(call, near, apart, count, seed))
                {
                    file.WriteLine(row);
                    sum += rating;
                    line.Report(++written, (ulong)count, "");
                }
            }
            catch (AggregateException several) when (several.InnerException is InvalidOperationException none)
            {
                throw new CommandFailedException("INVALID_REQUEST", none.Message, several);
            }
        }
    }

    static void Demonstrate(VerbCall call, string folder, int count, long seed)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CommandFailedException("FOLDER_NOT_EMPTY", $"{folder} has something in it: name a new folder.");
        DemonstrationFolder.Write(folder, Enumerable.Range(0, count).Select(index =>
        {
            call.Cancellation.ThrowIfCancellationRequested();
            return DemonstrationGenerator.Draw(unchecked((ulong)seed), index);
        }));
        var list = Path.Combine(folder, DemonstrationFolder.ListName);
        var made = new GeneratedDemonstrations(folder, Digest.OfFile(list).ToString(), count);
        call.Output.Finish(made, GridJson.Default.GeneratedDemonstrations, console => console.Profile.Out.Writer.WriteLine($"{count} demonstrations: {list}"));
    }

    static ParallelQuery<(string Row, long Rating)> Rows(VerbCall call, List<SudokuPuzzle> near, HashSet<ulong> apart, int count, long seed) =>
        ParallelEnumerable.Range(0, count).AsOrdered().WithCancellation(call.Cancellation).WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(index => Row(call, near, apart, seed, index));

    static (string Row, long Rating) Row(VerbCall call, List<SudokuPuzzle> near, HashSet<ulong> apart, long seed, int index)
    {
        if (call.Required(Kind) == "maze")
        {
            var maze = MazeGenerator.Draw(MazeOptions.Hard(call.Value(Cells)), seed, index);
            return ($"generated-{seed},{maze.Question},{maze.Answer},{maze.Length}", maze.Length);
        }
        var (least, number) = (call.Value(LeastRating), (long)index);
        while (true)
        {
            var puzzle = near.Count > 0 ? SudokuGenerator.Near(near, seed, number, least, call.Cancellation) : SudokuGenerator.Rated(3, seed, number, least, call.Cancellation);
            if (apart.Count == 0 || !apart.Contains(SudokuInvariant.Of(puzzle.Question)))
                return ($"{(near.Count > 0 ? "near" : "generated")}-{seed},{puzzle.Question},{puzzle.Answer},{puzzle.Rating}", puzzle.Rating);
            number += MostPuzzles; // beyond all others of the series
        }
    }

    static List<SudokuPuzzle> Puzzles(string option, string path)
    {
        if (!System.IO.File.Exists(path))
            throw new FileNotFoundException($"There is no file {path}.");
        try
        {
            var rows = SudokuFile.Read(path, prove: true).ToList();
            if (rows.FirstOrDefault(row => row.Puzzle is null) is { } bad)
                throw new CommandFailedException("DATASET_INVALID", $"{option} {path}, line {bad.Line}: {bad.Fault}.");
            return rows.Count > 0 ? [.. rows.Select(row => row.Puzzle!)] : throw new CommandFailedException("DATASET_INVALID", $"{option} {path}: expected puzzles, it has none.");
        }
        catch (FormatException fault)
        {
            throw new CommandFailedException("DATASET_INVALID", fault.Message, fault);
        }
    }
}
