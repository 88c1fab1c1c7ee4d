namespace Trm.Grid.Edge.Rosbridge;

/// <summary>Where a rosbridge listens, and which topics the agent uses there.</summary>
internal sealed record RosbridgeSettings
{
    /// <summary>ws://127.0.0.1:9090 for a rosbridge on this machine, wss:// for another; left out: none is used.</summary>
    public string? Url { get; set; }

    /// <summary>nav_msgs/OccupancyGrid: a map, or a costmap as Nav2 publishes it.</summary>
    public string MapTopic { get; set; } = "/map";

    /// <summary>geometry_msgs/PoseStamped.</summary>
    public string GoalTopic { get; set; } = "/goal_pose";

    /// <summary>Where the robot is: geometry_msgs/PoseStamped or PoseWithCovarianceStamped, or nav_msgs/Odometry, in the map's frame.</summary>
    public string PoseTopic { get; set; } = "/amcl_pose";

    /// <summary>nav_msgs/Path, published.</summary>
    public string PathTopic { get; set; } = "/plan";

    public double FootprintRadiusM { get; set; }

    /// <summary>How far from the goal a path may end where the goal cannot be reached.</summary>
    public double GoalToleranceM { get; set; }

    public bool AllowUnknown { get; set; }

    /// <summary>Publish the smoothed line, not the centres of cells.</summary>
    public bool Smooth { get; set; } = true;

    /// <summary>When a path must be out.</summary>
    public int TimeLimitMs { get; set; } = 1000;

    public IEnumerable<string> Faults()
    {
        if (Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeWss || (uri.Scheme == Uri.UriSchemeWs && uri.IsLoopback))))
            yield return $"rosbridge.url: expected ws:// to this machine or wss:// to another, got '{url}'";
        foreach (var (name, topic) in ((string, string)[])[("map_topic", MapTopic), ("goal_topic", GoalTopic), ("pose_topic", PoseTopic), ("path_topic", PathTopic)])
            if (string.IsNullOrWhiteSpace(topic))
                yield return $"rosbridge.{name}: expected a topic's name, got none";
        if (!(FootprintRadiusM is >= 0 and <= 100))
            yield return $"rosbridge.footprint_radius_m: expected 0 to 100, got {FootprintRadiusM}";
        if (!(GoalToleranceM is >= 0 and <= 100))
            yield return $"rosbridge.goal_tolerance_m: expected 0 to 100, got {GoalToleranceM}";
        if (TimeLimitMs is < 1 or > 3_600_000)
            yield return $"rosbridge.time_limit_ms: expected 1 to 3600000, got {TimeLimitMs}";
    }
}
