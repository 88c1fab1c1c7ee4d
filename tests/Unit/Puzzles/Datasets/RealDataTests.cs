using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Tests.Unit.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Datasets;

/// <summary>The files beside the repository, counted and checked.</summary>
public sealed class RealDataTests
{
    [Theory]
    //          folder                               tasks demonstrations tests
    [InlineData("arc/arc-agi-1/data/training",        400, 1302, 416)]
    [InlineData("arc/arc-agi-1/data/evaluation",      400, 1363, 419)]
    [InlineData("arc/arc-agi-2/data/training",       1000, 3232, 1076)]
    [InlineData("arc/arc-agi-2/data/evaluation",      120, 359, 167)]
    public void Arc_folders_hold_what_they_promise(string folder, int tasks, int demonstrations, int tests)
    {
        var (records, rejected) = DatasetImport.Read("arc", [SharedData.Folder(folder)]);
        Count(records, rejected, tasks, demonstrations, tests);
    }

    [Theory]
    [InlineData("training",    400, 416)]
    [InlineData("evaluation",  400, 419)]
    [InlineData("evaluation2", 120, 172)]
    [InlineData("concept",     160, 480)]
    public void Combined_challenges_have_an_answer_for_every_test(string name, int tasks, int tests)
    {
        var folder = SharedData.Folder("arc/trm-combined/kaggle/combined");
        var (records, rejected) = DatasetImport.Read("arc", [Path.Combine(folder, $"arc-agi_{name}_challenges.json")]);
        Count(records, rejected, tasks, null, tests);
    }

    /// <summary>Every puzzle of the splits has one solution, and no symmetry turns one into another.</summary>
    [Fact]
    public void Sudoku_splits_are_proper_and_apart()
    {
        var folder = SharedData.Folder("sudoku");
        var seen = new HashSet<ulong>();
        foreach (var (name, count) in new[] { ("train_1k.csv", 1000), ("val.csv", 2000), ("test.csv", 20000) })
        {
            var (puzzles, rejected) = SudokuCsv.Load(Path.Combine(folder, name));
            Assert.Empty(rejected);
            Assert.Equal(count, puzzles.Count);
            Assert.All(puzzles, puzzle => Assert.True(seen.Add(SudokuInvariant.Of(puzzle.Question))));
            Assert.All(puzzles, puzzle => Assert.Equal(1, SudokuSolver.Count(puzzle.Question, 2, TestContext.Current.CancellationToken)));
        }
    }

    [Theory]
    //          file                              rows
    [InlineData("puzzles2_17_clue.csv",           48358)]
    [InlineData("puzzles3_magictour_top1465.csv", 1444)]
    [InlineData("forum_hardest_11plus_2000.csv",  2000)]
    public void Collections_of_hard_puzzles_hold_what_they_promise_each_with_the_one_solution_that_its_row_gives(string name, int rows)
    {
        var (puzzles, rejected) = SudokuCsv.Load(Path.Combine(SharedData.Folder("sudoku"), name));
        Assert.Empty(rejected);
        Assert.Equal(rows, puzzles.Count);
        Assert.All(puzzles, puzzle =>
        {
            var found = SudokuSolver.Solve(puzzle.Question, TestContext.Current.CancellationToken);
            Assert.Equal((SudokuStanding.Proper, puzzle.Answer), (found.Standing, found.Solution));
        });
        if (name.Contains("17_clue", StringComparison.Ordinal))
            Assert.All(puzzles, puzzle => Assert.Equal(17, puzzle.Question.Givens));
    }

    [Fact]
    public void Puzzles_with_many_solutions_are_all_left_out()
    {
        var (records, rejected) = DatasetImport.Read("sudoku-csv", [Path.Combine(SharedData.Folder("sudoku"), "many-solutions_1000.txt")], cancel: TestContext.Current.CancellationToken);
        Assert.Equal((0, 998), (records.Count, rejected.Count));
        Assert.All(rejected, row => Assert.Contains("more than one solution", row.Reason, StringComparison.Ordinal));
    }

    private static void Count(DatasetWriter records, IReadOnlyList<RejectedRow> rejected, int tasks, int? demonstrations, int tests)
    {
        Assert.Empty(rejected);
        using var folder = new Model.TemporaryFolder();
        records.Save(folder.File("arc"));
        using var dataset = Dataset.Open(folder.File("arc"));
        var all = dataset.Records.ToList();
        Assert.Equal((tasks, tests), (all.Select(record => record.Group).Distinct().Count(), all.Count(record => record.IsTest)));
        if (demonstrations is { } expected)
            Assert.Equal(expected, all.Count(record => !record.IsTest));
        Assert.All(all, record => Assert.NotNull(record.Answer));
    }
}
