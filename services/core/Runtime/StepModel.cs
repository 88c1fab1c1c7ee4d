using Microsoft.ML.OnnxRuntime;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime.Latents;

namespace Trm.Grid.Runtime;

/// <summary>
/// One supervision step of a trained network: (x, y, z) -> (logits, halt, y', z'). Safe for several threads; each opens its own
/// <see cref="StepBatch"/>. Dispose it after its batches. NOTE: ONNX Runtime does not give a disposed session's memory back
/// (onnxruntime#26831): a process that must shrink has to end.
/// </summary>
public sealed class StepModel : IStepModel
{
    internal const string PuzzleInput = "puzzle";

    private readonly string _source;

    private StepModel(string source, InferenceSession session, StepMetadata metadata)
    {
        _source = source;
        Session = session;
        Metadata = metadata;
        PuzzleWidth = session.InputMetadata.TryGetValue(PuzzleInput, out var puzzle) ? puzzle.Dimensions[1] : 0;
        TracedLatents = session.OutputMetadata.TryGetValue(OpenedGraph.Output, out var trace) ? trace.Dimensions[1] : 0;
    }

    public StepMetadata Metadata { get; }

    public TaskShape Shape => Metadata.Shape;

    /// <summary>Floats of the puzzle's embedding that a question brings along; 0 where it brings none.</summary>
    public int PuzzleWidth { get; }

    /// <summary>The embeddings of the puzzles that it was trained on, where it asks for one and <see cref="Knowing"/> was told.</summary>
    public PackagedPuzzles? Puzzles { get; private set; }

    /// <summary>Latents that a step's trace decodes; 0 without a trace.</summary>
    public int TracedLatents { get; }

    internal InferenceSession Session { get; }

    /// <summary>Loads a package's graph of one precision; its bytes are checked against the manifest.</summary>
    /// <exception cref="PackageException">The package has no such graph, was changed, or asks for a newer runtime.</exception>
    /// <exception cref="InvalidDataException">The graph cannot be run, or is not the one that the manifest describes.</exception>
    public static StepModel Load(PackageFolder package, Precision precision, RuntimeOptions? options = null)
    {
        var manifest = package.Manifest;
        manifest.RequireRuntime(typeof(StepModel).Assembly.GetName().Version ?? new Version());
        var role = precision == Precision.Fp32 ? Roles.OnnxFp32 : Roles.OnnxInt8;
        var model = Load($"{role} of {package.Digest}", package.Read(role), options);
        var shape = model.Shape;
        if ((shape.Task, shape.Vocabulary, shape.Channels, shape.Classes, shape.Height, shape.Width)
            == (manifest.Task, manifest.Vocabulary, manifest.Channels, manifest.Classes, manifest.Height, manifest.Width))
            return model;
        model.Dispose();
        throw new InvalidDataException($"loading {role} of {package.Digest}: the manifest describes a {manifest.Task} of {manifest.Classes} classes on {manifest.Height}x{manifest.Width}, the graph is {shape}; export the model again");
    }

    /// <summary>Loads a step graph from a file.</summary>
    /// <exception cref="InvalidDataException">The file is not a graph that ONNX Runtime can run, or not a supervision step.</exception>
    public static StepModel Load(string path, RuntimeOptions? options = null) => Load(path, File.ReadAllBytes(path), options);

    /// <summary>Loads a step graph so that its batches tell what y and z decode to on the way, see <see cref="StepBatch.Trace"/>; slower.</summary>
    /// <returns>The model with a trace, or without one where the graph is not made as the export makes it.</returns>
    /// <exception cref="InvalidDataException">As <see cref="Load(string, RuntimeOptions?)"/>.</exception>
    public static StepModel LoadOpened(string path, RuntimeOptions? options = null)
    {
        var onnx = File.ReadAllBytes(path);
        return Load(path, OpenedGraph.Of(onnx) ?? onnx, options);
    }

    /// <summary>Loads a step graph from memory.</summary>
    /// <param name="source">Its name in error messages.</param>
    /// <param name="onnx">The bytes of the .onnx file.</param>
    /// <param name="options">How much of the machine it may take.</param>
    /// <exception cref="InvalidDataException">The bytes are not a graph that ONNX Runtime can run, or not a supervision step.</exception>
    public static StepModel Load(string source, byte[] onnx, RuntimeOptions? options = null)
    {
        options ??= new RuntimeOptions();
        using var settings = new SessionOptions { IntraOpNumThreads = options.Threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spinning ? "1" : "0");
        settings.AddSessionConfigEntry("session.disable_quant_qdq", "1"); // weights of 8 bits are widened once, here, and not in every step
        InferenceSession session;
        try
        {
            RuntimeProbe.Append(settings, options);
            session = new InferenceSession(onnx, settings);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException($"loading {source}: expected an ONNX graph, ONNX Runtime refused its {onnx.Length} bytes ({e.Message}); fetch the package again", e);
        }
        try
        {
            var metadata = StepMetadata.Read(source, session.ModelMetadata.CustomMetadataMap);
            RequireContract(source, session, metadata.Shape);
            return new StepModel(source, session, metadata);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Takes the embeddings of its puzzles from its package, where it asks for any.</summary>
    /// <returns>This.</returns>
    /// <exception cref="InvalidDataException">They are of another model.</exception>
    /// <exception cref="PackageException">The package has none.</exception>
    public StepModel Knowing(PackageFolder package)
    {
        if (PuzzleWidth == 0)
            return this;
        Puzzles = PackagedPuzzles.Open(package.FileOf(Roles.Puzzles));
        return Puzzles.Width == PuzzleWidth ? this
            : throw new InvalidDataException($"loading the puzzles of {package.Digest}: expected embeddings of {PuzzleWidth} numbers, got {Puzzles.Width}; export the model again");
    }

    /// <summary>Opens buffers for a number of questions of one size that recurse side by side.</summary>
    /// <exception cref="ArgumentException">The network was made for another size.</exception>
    public StepBatch Open(int slots, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        if (height < 1 || width < 1 || (Shape.Height != 0 && Shape.Height != height) || (Shape.Width != 0 && Shape.Width != width))
            throw new ArgumentException(
                $"opening {_source}: {Shape.Task} {Size(Shape.Height)}x{Size(Shape.Width)} expects {Cells()} cells, got {height}x{width} = {(long)height * width}; crop or pad the question");
        return new StepBatch(this, slots, height, width);

        static string Size(int size) => size == 0 ? "any" : size.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string Cells() => Shape.Height * Shape.Width == 0 ? "at least one row and column of" : $"{Shape.Height * Shape.Width}";
    }

    IStepBatch IStepModel.Open(int slots, int height, int width) => Open(slots, height, width);

    public void Dispose() => Session.Dispose();

    /// <summary>The shape of an input or output at this size.</summary>
    internal long[] ShapeOf(NodeMetadata node, int slots, int height, int width)
    {
        var shape = new long[node.Dimensions.Length];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = node.Dimensions[i] > 0 ? node.Dimensions[i] : node.SymbolicDimensions[i] switch
            {
                "batch" => slots,
                "height" => height,
                "width" => width,
                "length" => (long)height * width,
                "positions" => (long)height * width + Metadata.Prefix,
                var other => throw new InvalidDataException($"opening {_source}: dimension '{other}' is unknown, expected batch, height, width, length or positions"),
            };
        return shape;
    }

    private static void RequireContract(string source, InferenceSession session, TaskShape shape)
    {
        var question = shape.Input == InputKind.Tokens ? "tokens" : "planes";
        string[] inputs = [question, "reset", "y", "z"];
        string[] outputs = ["logits", "halt", "y_next", "z_next"];
        if (!inputs.ToHashSet().SetEquals(session.InputMetadata.Keys.Where(input => input != PuzzleInput)) || !outputs.ToHashSet().SetEquals(session.OutputMetadata.Keys.Where(output => output != OpenedGraph.Output)))
            throw new InvalidDataException(
                $"loading {source}: expected inputs {string.Join(", ", inputs)} and outputs {string.Join(", ", outputs)}, got " +
                $"{string.Join(", ", session.InputMetadata.Keys)} and {string.Join(", ", session.OutputMetadata.Keys)}; export the model again");
    }
}
