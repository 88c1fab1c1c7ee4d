using System.Reflection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Runtime;
using Trm.Grid.Trainer.Courses;
using Precision = Trm.Grid.Runtime.Precision;

namespace Trm.Grid.Trainer;

/// <summary>Makes the package of a trained network, and lets it out only when its graphs answer as the network does.</summary>
internal static class ProvenPackage
{
    public static string CodeVersion => typeof(ProvenPackage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <exception cref="NotProvenException">The fp32 graph does not.</exception>
    public static WorkerProven Make(RunFolder folder, WorkerOrder order, Course course, TrainingSession session, IReadOnlyDictionary<string, double> heldOut, TimeProvider time)
    {
        // :: Step 1: export beside the package's place.
        if (Directory.Exists(folder.PackageInWork))
            Directory.Delete(folder.PackageInWork, recursive: true);
        var metrics = heldOut.Where(figure => double.IsFinite(figure.Value)).ToDictionary();
        metrics["steps"] = session.CurrentStep;
        metrics["training_seconds"] = session.Trained.TotalSeconds;
        var facts = new ExportFacts
        {
            Lineage = LineageOf(order, course, time),
            Metrics = metrics,
            Puzzles = course.Training is ArcExamples tasks ? new(tasks.Tasks, tasks.Augmentations) : null,
        };
        var package = ModelExport.Write(session, course.HeldOut ?? course.Training, facts, folder.PackageInWork);

        // :: Step 2: prove both graphs on what the network said.
        (package, var fp32, var int8) = Prove(package, $"exporting run {order.RunId}");

        // :: Step 3: into its place, whole.
        folder.KeepPackage();
        return new WorkerProven
        {
            ManifestDigest = package.Digest.ToString(),
            Values = { metrics, new Dictionary<string, double> { ["fp32_worst_logit"] = fp32.WorstLogitDifference, ["int8_equal_cells"] = int8.EqualCells } },
        };
    }

    /// <summary>Holds both graphs to what the network said; an int8 graph that strays too far is left behind.</summary>
    /// <param name="package">Freshly exported.</param>
    /// <param name="what">Begins the message of a failure.</param>
    /// <exception cref="NotProvenException">The fp32 graph does not answer as the network does.</exception>
    public static (PackageFolder Package, GoldenReport Fp32, GoldenReport Int8) Prove(PackageFolder package, string what)
    {
        var fp32 = Check(package, Precision.Fp32);
        if (!fp32.Passed)
            throw new NotProvenException($"{what}: {fp32.Explanation}; train it for longer or with a smaller learning rate, a network that amplifies rounding cannot be moved to other machines");
        var int8 = Check(package, Precision.Int8);
        if (int8.Passed)
            return (package, fp32, int8);
        Console.Error.WriteLine($"left out of the package: {int8.Explanation}");
        return (ModelExport.WithoutInt8(package, int8.Explanation), fp32, int8);
    }

    private static GoldenReport Check(PackageFolder package, Precision precision)
    {
        try
        {
            return GoldenCheck.Run(package, precision);
        }
        catch (InvalidDataException fault)
        {
            throw new NotProvenException(fault.Message, fault);
        }
    }

    private static Lineage LineageOf(WorkerOrder order, Course course, TimeProvider time) => new()
    {
        Run = order.RunId,
        Dataset = course.Dataset,
        Seed = (long)order.Spec.Seed,
        Parent = order.Spec.ParentDigest.Length > 0 ? Digest.Parse(order.Spec.ParentDigest) : null,
        CodeVersion = CodeVersion,
        Created = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()),
    };
}
