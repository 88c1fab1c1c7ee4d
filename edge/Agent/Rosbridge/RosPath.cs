using System.Buffers;
using System.Text.Json;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Edge.Rosbridge;

/// <summary>What the agent says to a rosbridge.</summary>
internal static class RosPath
{
    public static byte[] Subscribe(string topic) => Write(json =>
    {
        json.WriteString("op", "subscribe");
        json.WriteString("topic", topic);
    });

    public static byte[] Advertise(string topic) => Write(json =>
    {
        json.WriteString("op", "advertise");
        json.WriteString("topic", topic);
        json.WriteString("type", "nav_msgs/Path");
    });

    /// <summary>A path to publish: every pose looks along the path, the last one as the goal does. Without places: there is no path.</summary>
    public static byte[] Publish(string topic, string frame, IReadOnlyList<Point> places, RosPose goal, DateTimeOffset at) => Write(json =>
    {
        json.WriteString("op", "publish");
        json.WriteString("topic", topic);
        json.WriteStartObject("msg");
        Header(json, frame, at);
        json.WriteStartArray("poses");
        for (var i = 0; i < places.Count; i++)
        {
            json.WriteStartObject();
            Header(json, frame, at);
            var (z, w) = i == places.Count - 1 ? (goal.TurnZ, goal.TurnW) : TurnOf(places[i], places[i + 1]);
            Pose(json, places[i], z, w);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static (double Z, double W) TurnOf(Point here, Point there) => Math.SinCos(Math.Atan2(there.Y - here.Y, there.X - here.X) / 2);

    private static void Header(Utf8JsonWriter json, string frame, DateTimeOffset at)
    {
        json.WriteStartObject("header");
        json.WriteStartObject("stamp");
        json.WriteNumber("sec", at.ToUnixTimeSeconds());
        json.WriteNumber("nanosec", at.Ticks % TimeSpan.TicksPerSecond * 100);
        json.WriteEndObject();
        json.WriteString("frame_id", frame);
        json.WriteEndObject();
    }

    private static void Pose(Utf8JsonWriter json, Point place, double z, double w)
    {
        json.WriteStartObject("pose");
        json.WriteStartObject("position");
        (string, double)[] position = [("x", place.X), ("y", place.Y), ("z", 0)];
        foreach (var (name, value) in position)
            json.WriteNumber(name, value);
        json.WriteEndObject();
        json.WriteStartObject("orientation");
        (string, double)[] orientation = [("x", 0), ("y", 0), ("z", z), ("w", w)];
        foreach (var (name, value) in orientation)
            json.WriteNumber(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }
}
