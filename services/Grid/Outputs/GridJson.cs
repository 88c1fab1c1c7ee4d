using System.Text.Json.Serialization;
using Trm.Grid.Verbs.Data;
using Trm.Grid.Verbs.Devices;
using Trm.Grid.Verbs.Evaluations;
using Trm.Grid.Verbs.Grids;
using Trm.Grid.Verbs.Models;
using Trm.Grid.Verbs.Questions;
using Trm.Grid.Verbs.Results;
using Trm.Grid.Verbs.Runs;

namespace Trm.Grid.Outputs;

/// <summary>What --json writes, in snake_case. Scripts depend on these names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(ArcScores))]
[JsonSerializable(typeof(CheckedScores))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(DeviceView))]
[JsonSerializable(typeof(DemoOutcome))]
[JsonSerializable(typeof(GeneratedDemonstrations))]
[JsonSerializable(typeof(GeneratedPuzzles))]
[JsonSerializable(typeof(GridScores))]
[JsonSerializable(typeof(GridStarted))]
[JsonSerializable(typeof(ImportedDataset))]
[JsonSerializable(typeof(JoinToken))]
[JsonSerializable(typeof(ModelGate))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(PathPlan))]
[JsonSerializable(typeof(PlanningScores))]
[JsonSerializable(typeof(PresetList))]
[JsonSerializable(typeof(Promotion))]
[JsonSerializable(typeof(SavedPackage))]
[JsonSerializable(typeof(PushedVersion))]
[JsonSerializable(typeof(ResultList))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(MazeScores))]
[JsonSerializable(typeof(SolvedGrid))]
[JsonSerializable(typeof(SolvedMaze))]
[JsonSerializable(typeof(SolvedSudoku))]
[JsonSerializable(typeof(TrainedModel))]
[JsonSerializable(typeof(VerifiedPath))]
[JsonSerializable(typeof(SweepOutcome))]
[JsonSerializable(typeof(VersionView))]
internal sealed partial class GridJson : JsonSerializerContext;
