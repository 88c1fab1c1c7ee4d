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
    static readonly Argument<string> Kind = new("KIND") { Description = "sudoku, maze or demonstrations." };
    static readonly Argument<FileInfo> File = new("FILE") { Description = "The CSV file to write, with the columns source,question,answer,rating; of demonstrations a folder." };
    static readonly Option<int> Count = new("--count") { Description = "How many.", HelpName = "N", DefaultValueFactory = _ => 1000 };
    static readonly Option<long> Seed = new("--seed") { Description = "Which.", HelpName = "S" };
    static readonly Option<int> LeastRating = new("--least-rating") { Description = "Sudoku: digits that the exact solver must guess at least; 0 for minimal puzzles as they come.", HelpName = "R" };
    static readonly Option<int> Cells = new("--cells") { Description = "Mazes: rows and columns.", HelpName = "N", DefaultValueFactory = _ => 30 };

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong("sudoku", "maze", "demonstrations");
        Ranges.Require(Count, 1, 10_000_000);
        Ranges.Require(LeastRating, 0, 100);
        Ranges.Require(Cells, 8, 128);
        return Verb.Of("generate", "Writes puzzles with their answers: minimal Sudokus, or mazes of Maze-Hard's kind; or demonstrated paths that keep to the right.", [Kind, File, Count, Seed, LeastRating, Cells], GenerateAsync);
    }

    static async Task GenerateAsync(VerbCall call)
    {
        var (count, seed, path) = (call.Value(Count), call.Value(Seed), call.Required(File).FullName);
        if (call.Required(Kind) == "demonstrations")
        {
            Demonstrate(call, path, count, seed);
            return;
        }
        var sum = 0L;
        await call.Output.TrackAsync("generating", async line =>
        {
            await using var file = System.IO.File.CreateText(path);
            await file.WriteLineAsync("source,question,answer,rating");
            for (var index = 0; index < count; index++)
            {
                call.Cancellation.ThrowIfCancellationRequested();
                var (row, rating) = await Task.Run(() => Row(call, seed, index), call.Cancellation);
                await file.WriteLineAsync(row);
                sum += rating;
                line.Report((ulong)index + 1, (ulong)count, "");
            }
            return count;
        });
        var made = new GeneratedPuzzles(path, Digest.OfFile(path).ToString(), count, (double)sum / count);
        call.Output.Finish(made, GridJson.Default.GeneratedPuzzles, console => console.Profile.Out.Writer.WriteLine($"{made.Count} rows, mean rating {Numbers.Text(made.RatingMean, "0.0")}: {made.File}"));
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

    static (string Row, long Rating) Row(VerbCall call, long seed, int index)
    {
        if (call.Required(Kind) == "maze")
        {
            var maze = MazeGenerator.Draw(MazeOptions.Hard(call.Value(Cells)), seed, index);
            return ($"generated-{seed},{maze.Question},{maze.Answer},{maze.Length}", maze.Length);
        }
        var puzzle = SudokuGenerator.Rated(3, seed, index, call.Value(LeastRating), call.Cancellation);
        return ($"generated-{seed},{puzzle.Question},{puzzle.Answer},{puzzle.Rating}", puzzle.Rating);
    }
}
