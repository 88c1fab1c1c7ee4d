using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Refuses an evaluation that could not be measured, before it is queued.</summary>
internal static class SuiteCheck
{
    public const uint MostInstances = 100_000;
    private const uint MostSide = 512;

    // All maps of a suite lie in memory while it is measured: 256 MiB.
    private const ulong MostCells = 1ul << 28;
    private const uint MostSteps = 4096;

    /// <exception cref="GridException">INVALID_REQUEST with all faults.</exception>
    public static void Require(StartEvaluationRequest request)
    {
        var faults = new List<FieldViolation>();
        var suite = request.Suite;
        if (request.Model.Length == 0 && request.VersionDigest.Length == 0)
            faults.Add(new("model", "expected a model's name or a version's digest, got neither"));
        foreach (var (field, digest) in new[] { ("version_digest", request.VersionDigest), ("baseline_digest", request.BaselineDigest), ("suite.dataset_digest", suite.DatasetDigest) })
            if (digest.Length > 0 && !Digest.TryParse(digest, out _))
                faults.Add(new(field, $"expected sha256: and 64 lower-case hex digits, got '{digest}'"));
        if (request.Precision is not ("" or "fp32" or "int8"))
            faults.Add(new("precision", $"expected fp32 or int8, got '{request.Precision}'"));
        if (suite.MaxSteps > MostSteps)
            faults.Add(new("suite.max_steps", $"expected at most {MostSteps}, got {suite.MaxSteps}"));
        if (suite.MaxViews > MostSteps)
            faults.Add(new("suite.max_views", $"expected at most {MostSteps}, got {suite.MaxViews}"));
        switch (suite.KindCase)
        {
            case Suite.KindOneofCase.None:
                faults.Add(new("suite", "expected generated_planning, generated_sudoku or dataset_digest, got none"));
                break;
            case Suite.KindOneofCase.GeneratedPlanning when suite.GeneratedPlanning is var planning:
                RequireCount(faults, "suite.generated_planning.count", planning.Count);
                if (planning.Cells is < 8 or > MostSide)
                    faults.Add(new("suite.generated_planning.cells", $"expected 8 to {MostSide} rows and columns, got {planning.Cells}"));
                else if ((ulong)planning.Count * planning.Cells * planning.Cells > MostCells)
                    faults.Add(new("suite.generated_planning.count", $"expected at most {MostCells / planning.Cells / planning.Cells} maps of {planning.Cells} x {planning.Cells}, got {planning.Count}"));
                break;
            case Suite.KindOneofCase.GeneratedSudoku:
                RequireCount(faults, "suite.generated_sudoku.count", suite.GeneratedSudoku.Count);
                break;
        }
        if (faults.Count > 0)
            throw GridException.Invalid(faults);
    }

    public static Precision PrecisionOf(string precision) => precision == "int8" ? Precision.Int8 : Precision.Fp32;

    public static Manifest ManifestOf(ModelVersion version) => Manifest.Parse(version.Manifest.Span);

    /// <exception cref="GridException">INVALID_REQUEST.</exception>
    public static void RequirePrecision(ModelVersion version, string precision)
    {
        var role = precision == "int8" ? Roles.OnnxInt8 : Roles.OnnxFp32;
        if (!ManifestOf(version).Files.Any(file => file.Role == role))
            throw GridException.Invalid("precision", $"expected a precision that {version.Model} {version.Number} has, it has no {role}");
    }

    /// <exception cref="GridException">SUITE_UNFIT.</exception>
    public static void RequireComparable(ModelVersion version, ModelVersion baseline)
    {
        var (model, other) = (ManifestOf(version), ManifestOf(baseline));
        if (model.Task != other.Task)
            throw new GridException(ErrorReason.SuiteUnfit, $"comparing {version.Model} with {baseline.Model}: expected two versions of one task, got {model.Task} and {other.Task}");
        if (model.Task == SudokuTask.Name && model.Height != other.Height)
            throw new GridException(ErrorReason.SuiteUnfit, $"comparing {version.Model} with {baseline.Model}: expected two models for Sudokus of one size, got {model.Height} x {model.Width} and {other.Height} x {other.Width} cells");
    }

    /// <exception cref="GridException">SUITE_UNFIT.</exception>
    public static void RequireTask(string suite, string asked, Manifest model)
    {
        if (asked != model.Task)
            throw new GridException(ErrorReason.SuiteUnfit, $"evaluating: the suite {suite} asks {asked} questions, the model answers {model.Task}; choose a suite of its task");
    }

    /// <exception cref="GridException">SUITE_UNFIT.</exception>
    public static void RequireChecked(Suite suite, Manifest model)
    {
        if (suite.UntilVerified && model.Task is not (SudokuTask.Name or MazeTask.Name))
            throw new GridException(ErrorReason.SuiteUnfit, $"evaluating until verified: expected a model for {SudokuTask.Name} or {MazeTask.Name}, whose answers are checked after every step, got one for {model.Task}; leave until_verified out");
    }

    /// <exception cref="GridException">SUITE_UNFIT.</exception>
    public static void RequireSize(string suite, int height, int width, Manifest model)
    {
        if ((model.Height != 0 && model.Height != height) || (model.Width != 0 && model.Width != width))
            throw new GridException(ErrorReason.SuiteUnfit, $"evaluating: the suite {suite} has questions of {height} x {width} cells, the model is for {model.Height} x {model.Width}; choose questions of its size");
    }

    /// <exception cref="GridException">DATASET_INVALID.</exception>
    public static PlanningCase Case(PlanningInstance instance, int index)
    {
        var map = Read(instance, index);
        var (start, goal) = (CellOf(instance.Start), CellOf(instance.Goal));
        var error = new PathQuery(map, start, goal).Check();
        if (error != Nav2Error.None)
            throw Invalid(index, $"start {start} and goal {goal} must be passable cells of the map, got {error}");
        Cell[] shown = [.. instance.Demonstrated.Select(CellOf)];
        return shown.Length == 0 || PathChecker.Check(new(map, start, goal), shown).IsValid ? new(map, start, goal) { Demonstrated = shown }
            : throw Invalid(index, "the demonstrated path must lead from start to goal over neighbouring passable cells");
    }

    public static GridException Invalid(int index, string what, Exception? inner = null) =>
        new(ErrorReason.DatasetInvalid, $"reading instance {index} of the evaluation set: {what}", inner);

    private static CostMap Read(PlanningInstance instance, int index)
    {
        try
        {
            return Runtime.Wire.CostMapWire.ToMap(instance.Map ?? new());
        }
        catch (MapFormatException fault)
        {
            throw Invalid(index, fault.Message, fault);
        }
    }

    private static Cell CellOf(GridCell? cell) => cell is null ? new(-1, -1) : new((int)Math.Min(cell.X, int.MaxValue), (int)Math.Min(cell.Y, int.MaxValue));

    private static void RequireCount(List<FieldViolation> faults, string field, uint count)
    {
        if (count is 0 or > MostInstances)
            faults.Add(new(field, $"expected 1 to {MostInstances}, got {count}"));
    }
}
