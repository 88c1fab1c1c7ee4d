using System.Globalization;
using System.Text;
using System.Text.Json;
using Trm.Grid.Packages;

namespace Trm.Grid.Model.Export;

/// <summary>The page that people read about a version: the facts of its run and nothing else.</summary>
internal static class ModelCard
{
    public static string Write(Network network, ExportFacts facts, GoldenVectors golden, long fp32Bytes, long int8Bytes)
    {
        var (configuration, lineage) = (network.Configuration, facts.Lineage);
        var shape = configuration.Shape;
        var size = shape.Height > 0 ? $"{shape.Height}x{shape.Width} cells" : "any size";
        var reads = shape.Vocabulary > 0 ? $"tokens 0 to {shape.Vocabulary - 1}" : $"{shape.Channels} planes";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # A tiny recursive model for `{shape.Task}`

            It reads {reads} in every cell of a grid of {size} and answers with one of {shape.Classes} classes in every cell.
            {network.ParameterCount} parameters, mixer {configuration.Mixer}, width {configuration.Hidden}, {configuration.Layers} blocks, T {configuration.Cycles}, n {configuration.LatentSteps}; up to {configuration.MaxSteps} supervision steps.
            `model.onnx` ({fp32Bytes} bytes) holds one step, with the moving average of the trained weights.
            `model.int8.onnx` ({int8Bytes} bytes) is the same step with {(configuration.Mixer == Mixer.Units ? "weights" : "products")} of 8 bits.

            {(facts.Puzzles is { } known ? $"`puzzles.safetensors` holds what it learned of {known.Tasks.Count} tasks by name: it answers no others." : "")}

            ## Where it comes from

            | | |
            |---|---|
            | run | {lineage.Run} |
            | data | {lineage.Dataset} |
            | seed | {lineage.Seed} |
            | code | {lineage.CodeVersion} |
            | parent | {(lineage.Parent is { } parent ? parent.ToString() : "none")} |
            | created | {lineage.Created:u} |

            ## What was measured

            | | |
            |---|---|

            """);
        foreach (var (name, value) in facts.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {value:G6} |\n");
        text.Append(CultureInfo.InvariantCulture, $"""

            ## How exact it is

            {golden.Cases} golden questions of {golden.Steps} steps each: fp32 logits within {facts.MaxLogitDifference:G3} of the training network.
            `model.int8.onnx` gives the same class in at least {facts.LeastEqualCells(configuration.Shape):P1} of the cells.

            ## How it was made

            ```json
            {JsonSerializer.Serialize(configuration, ModelJson.Options)}
            {(facts.Recipe is null ? "" : JsonSerializer.Serialize(facts.Recipe, ModelJson.Options))}
            ```

            """);
        return text.ToString();
    }

    /// <summary>The card of the same package without its int8 graph.</summary>
    public static string WithoutInt8(string card, string why) => string.Join('\n', card.Split('\n')
        .Where(line => !line.StartsWith("`model.int8.onnx` (", StringComparison.Ordinal))
        .Select(line => line.StartsWith("`model.int8.onnx` gives", StringComparison.Ordinal) ? $"There is no int8 graph, it was not exact enough: {why}." : line));
}
