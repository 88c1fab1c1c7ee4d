using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Planning;

namespace Trm.Grid.Edge.Rosbridge;

/// <summary>
/// What is known of a robot through its topics. A new goal or a new map asks for a path; a new pose only says where the next one begins. For a goal that
/// the robot drives to already, its path is kept while it is good enough.
/// </summary>
internal sealed class RosRobot(RosbridgeSettings settings, MapStore maps, PlanDesk desk, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private string? _map;
    private string _frame = "";
    private RosPose? _pose;
    private RosPose? _goal;
    private IReadOnlyList<Point> _path = [];

    /// <summary>Takes a published message.</summary>
    /// <returns>Whether a path is to be planned.</returns>
    /// <exception cref="InvalidDataException">It is of another type than its topic's.</exception>
    /// <exception cref="Puzzles.Planning.MapFormatException">The map's numbers do not fit together.</exception>
    public bool Take(string topic, JsonElement message)
    {
        if (topic == settings.MapTopic)
        {
            var (digest, frame) = (maps.Add(RosMap.Read(message, MapStore.MaxCells)), Json.Frame(message));
            lock (_lock)
            {
                var changed = digest != _map;
                (_map, _frame) = (digest, frame);
                return changed && _goal is not null && _pose is not null;
            }
        }
        if (topic != settings.GoalTopic && topic != settings.PoseTopic)
            return false;
        var pose = RosPose.Read(message);
        lock (_lock)
        {
            if (topic == settings.PoseTopic)
            {
                // A goal may have come before the robot knew where it is.
                var first = _pose is null;
                _pose = pose;
                return first && _goal is not null && _map is not null;
            }
            _goal = pose;
            _path = [];
            return _map is not null && _pose is not null;
        }
    }

    /// <summary>Plans with what is known now.</summary>
    /// <returns>The message to publish, and in a few words what it says; null where nothing is to be said.</returns>
    /// <exception cref="PlanRefusedException">EMERGENCY_STOP, OVERLOADED, MAP_NOT_FOUND.</exception>
    public async Task<(byte[] Message, string Words)?> PlanAsync(CancellationToken cancel)
    {
        string map, frame;
        RosPose pose, goal;
        IReadOnlyList<Point> path;
        lock (_lock)
        {
            if (_map is null || _pose is null || _goal is null)
                return null;
            (map, frame, pose, goal, path) = (_map, _frame, _pose, _goal, _path);
        }
        if (pose.Frame != frame || goal.Frame != frame)
            return (RosPath.Publish(settings.PathTopic, frame, [], goal, clock.GetUtcNow()), $"no path: pose and goal are expected in the map's frame '{frame}', got '{pose.Frame}' and '{goal.Frame}' (202)");
        var query = new PlanQuery
        {
            Start = new() { X = pose.X, Y = pose.Y },
            Goal = new() { X = goal.X, Y = goal.Y },
            FootprintRadiusM = settings.FootprintRadiusM,
            GoalToleranceM = settings.GoalToleranceM,
            AllowUnknown = settings.AllowUnknown,
            Smooth = settings.Smooth,
            CurrentPath = { path },
            TimeLimit = TimeSpan.FromMilliseconds(settings.TimeLimitMs).ToDuration(),
            Stamp = clock.GetUtcNow().ToTimestamp(),
        };
        var plan = (await desk.AskAsync(map, query, null, cancel)).Plan;
        lock (_lock)
            _path = _goal == goal ? plan.Path : [];
        IReadOnlyList<Point> places = plan.SmoothPath.Count > 0 ? plan.SmoothPath : plan.Path;
        return (RosPath.Publish(settings.PathTopic, frame, places, goal, clock.GetUtcNow()), plan.Path.Count > 0 ? $"{plan.Planner}, {plan.LengthM:0.00} m" : $"no path: {plan.Message} ({plan.ErrorCode})");
    }
}
