using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Pictures;
using Trm.Grid.Pictures.Panels;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Verbs.Questions;

internal static class PlanVerb
{
    static readonly Option<FileInfo> Map = new("--map") { Description = "A map: .yaml of ROS map_server, or .map of MovingAI.", HelpName = "FILE", Required = true };
    static readonly Option<Point?> From = Place("--from", "Where the path begins");
    static readonly Option<Point?> To = Place("--to", "Where it ends");
    static readonly Option<double?> CellSize = new("--cell-size") { Description = "Make the map's cells that large first, in metres; a path on it can be driven on the finer map too. Networks plan on cells of a robot's size.", HelpName = "M" };
    static readonly Option<double> Radius = new("--radius") { Description = "The footprint's radius in metres, by which obstacles grow; 0: the map as it is.", HelpName = "M" };
    static readonly Option<bool> AllowUnknown = new("--allow-unknown") { Description = "Unknown cells may be crossed." };
    static readonly Option<TimeSpan?> TimeLimit = new("--time-limit") { Description = "When the best checked path must be out.", HelpName = "TIME", CustomParser = Durations.Parse };
    static readonly Option<int?> DeadlineMs = new("--deadline-ms") { Description = "The same in milliseconds.", HelpName = "D" };
    static readonly Option<double?> MaxGap = new("--max-gap") { Description = "How much dearer than the least possible cost the network's path may be, else A*'s goes out: 0.1 for a tenth, which is the default.", HelpName = "SHARE" };

    static readonly Option<FileInfo> Picture = new("--picture") { Description = "Draw the map with the path on it into this PNG file.", HelpName = "OUT.png" };

    public static Command Create()
    {
        var (asking, trip, explaining) = (new Asking(), new TripOptions(), new Explaining());
        Ranges.Require(DeadlineMs, 0, 3_600_000);
        var command = Verb.Of("plan", "Plans a checked path on a map.", [Map, From, To, .. asking.Options, CellSize, Radius, AllowUnknown, TimeLimit, DeadlineMs, MaxGap, .. trip.Options, Picture, explaining.Option],
            call => PlanAsync(call, asking, trip, explaining));
        command.Validators.Add(result =>
        {
            if (result.GetResult(TimeLimit) is not null && result.GetResult(DeadlineMs) is not null)
                result.AddError("--time-limit and --deadline-ms say the same in two ways: give one of them.");
        });
        return command;
    }

    static async Task PlanAsync(VerbCall call, Asking asking, TripOptions trip, Explaining explaining)
    {
        var map = Sized(MapFiles.Read(call.Required(Map).FullName), call.Value(CellSize));
        await using var grid = await call.ConnectAsync(GridRoles.Solving, GridRoles.Registry);
        var request = asking.Of(call);
        var query = new PlanQuery
        {
            Start = call.Required(From),
            Goal = call.Required(To),
            FootprintRadiusM = call.Value(Radius),
            AllowUnknown = call.Value(AllowUnknown),
            MaxSteps = asking.Steps(call),
            TimeLimit = (call.Value(TimeLimit) ?? (call.Value(DeadlineMs) is { } ms ? TimeSpan.FromMilliseconds(ms) : null)) is { } limit ? Duration.FromTimeSpan(limit) : null,
        };
        trip.Fill(query, call);
        if (call.Value(MaxGap) is { } gap) query.MaxGap = gap;
        request.Map = new MapQuestion
        {
            MapDigest = await MapUpload.SendAsync(grid, map, call.Cancellation),
            Query = query,
        };
        var answer = await explaining.AskAsync(call, grid, request, "How the policy for this goal came about", (_, _) => PolicyPanel.Of(AsSeen(map, query)));
        if (call.Value(Picture) is { } picture)
            PictureFile.Write(picture.FullName, Draw(call.Required(Map).Name, map, AsSeen(map, query).Map, answer.Plan));
        call.Output.Finish(PathPlan.Of(answer.Plan), GridJson.Default.PathPlan, console => Show(console, answer.Plan));
    }

    static byte[] Draw(string name, CostMap map, CostMap costs, Plan plan)
    {
        var path = new DrawnPath("path", plan.Planner == PlannerKind.Trm, [.. plan.Path.Select(point => (point.X, point.Y))]);
        var title = plan.Path.Count == 0 ? plan.Message : string.Create(CultureInfo.InvariantCulture, $"{plan.LengthM:0.00} m, {plan.Gap * 100:0.0} % over the least cost");
        return MapPicture.Draw(map, costs, plan.Path.Count == 0 ? [] : [path], $"{name}: {title}");
    }

    /// <summary>The query on the map that the network sees.</summary>
    static PathQuery AsSeen(CostMap map, PlanQuery query) => new(
        query.FootprintRadiusM > 0 ? Inflation.Inflate(map, query.FootprintRadiusM) : map, PlanWire.StartOf(query, map), PlanWire.GoalOf(query, map), query.AllowUnknown);

    static CostMap Sized(CostMap map, double? cellSize)
    {
        if (cellSize is not { } size) return map;
        if (!(size >= map.ResolutionM))
            throw new CommandFailedException("INVALID_REQUEST", string.Create(CultureInfo.InvariantCulture, $"--cell-size expects at least the map's own {map.ResolutionM} m, got {size}."));
        return Resample.ToResolution(map, size);
    }

    static void Show(IAnsiConsole console, Plan plan)
    {
        if (plan.Planner == PlannerKind.None)
        {
            console.WriteLine($"No path: {plan.Message} [{plan.ErrorCode}]");
            return;
        }
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{plan.Path.Count} places, {plan.LengthM:0.00} m, by {EnumText.Of(plan.Planner)}{(plan.Verified ? ", checked" : "")}; cost {plan.Cost:0.00}, least possible {plan.OptimalCost:0.00}, gap {plan.Gap:0.0 %}; {plan.Steps} steps, {plan.Elapsed?.ToTimeSpan().TotalMilliseconds:0.0} ms"));
    }

    static Option<Point?> Place(string name, string what) => new(name)
    {
        Description = $"{what}: metres in the map's frame for .yaml maps, cells from the top left for .map files.",
        HelpName = "X,Y",
        Required = true,
        CustomParser = ParsePlace,
    };

    static Point? ParsePlace(ArgumentResult argument)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (TripOptions.PlaceOf(text) is { } place) return place;
        argument.AddError($"'{text}' is no place: write X,Y as in 1.5,-2.");
        return null;
    }
}
