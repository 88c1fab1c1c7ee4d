using System.Text.Json;

namespace Trm.Grid.Edge.Rosbridge;

/// <summary>A place in a frame, with the turn that it came with.</summary>
/// <param name="Frame">The header's frame_id, without a leading slash.</param>
/// <param name="X">Metres.</param>
/// <param name="Y">Metres.</param>
/// <param name="TurnZ">The quaternion's z.</param>
/// <param name="TurnW">And its w.</param>
internal sealed record RosPose(string Frame, double X, double Y, double TurnZ, double TurnW)
{
    /// <summary>Reads PoseStamped, PoseWithCovarianceStamped and Odometry: the latter two have a pose within their pose.</summary>
    /// <exception cref="InvalidDataException">It is none of them.</exception>
    public static RosPose Read(JsonElement message)
    {
        if (!message.TryGetProperty("pose", out var pose))
            throw new InvalidDataException("reading a pose: expected the field pose, got none; name a topic of PoseStamped, PoseWithCovarianceStamped or Odometry");
        if (pose.TryGetProperty("pose", out var inner))
            pose = inner;
        var (position, turn) = (Json.Field(pose, "position"), Json.Field(pose, "orientation"));
        return new(Json.Frame(message), Json.Number(position, "x"), Json.Number(position, "y"), Json.Number(turn, "z"), Json.Number(turn, "w"));
    }
}
