using Google.Protobuf;
using Trm.Grid.Contracts.Onnx;

namespace Trm.Grid.Runtime.Latents;

/// <summary>
/// A step graph that also tells what its answer head reads off y and z after each of their updates. The package is not changed: the graph is
/// rewritten in memory. The unrolled loops are found by their additions: z + (x + y) before every update of z, and x + y once a cycle.
/// <code>
/// trace   float [batch, T (n + 1), length, classes]    z after its 1st .. n-th update of a cycle, then the cycle's y; cycle after cycle
/// </code>
/// </summary>
internal sealed class OpenedGraph
{
    public const string Output = "trace";
    private const string Axis = "trace.axis";

    private readonly GraphProto graph;
    private readonly Dictionary<string, NodeProto> makers;
    private readonly ILookup<string, NodeProto> additions;

    private OpenedGraph(GraphProto graph)
    {
        this.graph = graph;
        makers = graph.Node.SelectMany(node => node.Output.Select(value => (value, node))).ToDictionary(made => made.value, made => made.node);
        additions = graph.Node.Where(node => node.OpType == "Add").SelectMany(node => node.Input.Distinct().Select(value => (value, node))).ToLookup(used => used.value, used => used.node);
    }

    /// <summary>Rewrites a graph.</summary>
    /// <param name="onnx">As the export wrote it, fp32 or int8.</param>
    /// <returns>Null where the graph is not made as the export makes it: then only its answers can be looked at.</returns>
    public static byte[]? Of(byte[] onnx)
    {
        var model = ModelProto.Parser.ParseFrom(onnx);
        var opened = new OpenedGraph(model.Graph);
        if (opened.States() is not var (states, cycles))
            return null;
        opened.Tell(states);
        model.MetadataProps.Add(new StringStringEntryProto { Key = StepMetadata.CyclesKey, Value = cycles.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        return model.ToByteArray();
    }

    /// <summary>The values that are z and y after each update, in the order of <see cref="Output"/>.</summary>
    private (List<string> Values, int Cycles)? States()
    {
        // :: Step 1: where z and y begin.
        if (Beginning("z0") is not { } z0 || Beginning("y0") is not { } y0 || additions[z0].FirstOrDefault() is not { } first)
            return null;
        // :: Step 2: x, the one thing that every cycle adds its y to.
        var sum = first.Input.First(input => input != z0);
        if (!makers.TryGetValue(sum, out var maker) || maker.OpType != "Add" || !maker.Input.Contains(y0))
            return null;
        var x = maker.Input.First(input => input != y0);
        var cycles = additions[x].ToList();
        // :: Step 3: what each cycle adds x + y to is z before an update, so it is z after the one before.
        var before = cycles.ConvertAll(cycle => additions[cycle.Output[0]].Select(update => update.Input.First(input => input != cycle.Output[0])).ToList());
        if (before.Exists(cycle => cycle.Count == 0 || cycle.Count != before[0].Count))
            return null;
        var states = new List<string>();
        for (var cycle = 0; cycle < cycles.Count; cycle++)
        {
            var last = cycle == cycles.Count - 1;
            states.AddRange(before[cycle].Skip(1));
            states.Add(last ? GivenOut("z_next") : before[cycle + 1][0]);
            states.Add(last ? GivenOut("y_next") : cycles[cycle + 1].Input.First(input => input != x));
        }
        return (states, cycles.Count);
    }

    private string? Beginning(string name) => graph.Node.FirstOrDefault(node => node.OpType == "Where" && node.Input.Contains(name))?.Output[0];

    private string GivenOut(string output) => makers[output].Input[0];

    /// <summary>Puts the answer head on every state, and all that it says into one output.</summary>
    private void Tell(List<string> states)
    {
        var (y, logits) = (GivenOut("y_next"), GivenOut("logits"));
        var head = Head(y, logits);
        graph.Initializer.Add(new TensorProto { Name = Axis, DataType = (int)TensorProto.Types.DataType.Int64, Dims = { 1 }, RawData = ByteString.CopyFrom(BitConverter.GetBytes(1L)) });
        var concat = new NodeProto { OpType = "Concat", Name = "trace.all", Output = { Output }, Attribute = { new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 } } };
        for (var i = 0; i < states.Count; i++)
        {
            foreach (var node in head)
            {
                var copy = node.Clone();
                copy.Name = Named(node.Name, i);
                for (var at = 0; at < copy.Input.Count; at++)
                    copy.Input[at] = copy.Input[at] == y ? states[i] : head.Exists(other => other.Output.Contains(node.Input[at])) ? Named(node.Input[at], i) : node.Input[at];
                for (var at = 0; at < copy.Output.Count; at++)
                    copy.Output[at] = Named(node.Output[at], i);
                graph.Node.Add(copy);
            }
            graph.Node.Add(new NodeProto { OpType = "Unsqueeze", Name = Named("trace.frame", i), Input = { Named(logits, i), Axis }, Output = { Named("trace.frame", i) } });
            concat.Input.Add(Named("trace.frame", i));
        }
        graph.Node.Add(concat);
        var shape = graph.Output.First(output => output.Name == "logits").Clone();
        shape.Name = Output;
        shape.Type.TensorType.Shape.Dim.Insert(1, new TensorShapeProto.Types.Dimension { DimValue = states.Count });
        graph.Output.Add(shape);
    }

    /// <summary>The nodes that lead from y to the logits, in order.</summary>
    private List<NodeProto> Head(string y, string logits)
    {
        var (fed, needed) = (new HashSet<string> { y }, new HashSet<string> { logits });
        foreach (var node in graph.Node.Where(node => node.Input.Any(fed.Contains)))
            fed.UnionWith(node.Output);
        foreach (var node in graph.Node.Reverse().Where(node => node.Output.Any(needed.Contains)))
            needed.UnionWith(node.Input.Where(input => input != y));
        return [.. graph.Node.Where(node => node.Output.Any(needed.Contains) && node.Input.Any(fed.Contains))];
    }

    private static string Named(string name, int frame) => $"{name}.trace.{frame}";
}
