using Grpc.Core;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Verbs;

/// <summary>Says any fault as a stable reason and a sentence.</summary>
internal static class Faults
{
    public const string Interrupted = "INTERRUPTED";

    public static (string Reason, string Message) Explain(Exception fault, CancellationToken cancellation) => fault switch
    {
        CommandFailedException { Reason: Interrupted } failed => (failed.Reason, failed.Message),
        // Before the others: what fails after an interruption fails because of it.
        _ when cancellation.IsCancellationRequested => (Interrupted, "The command was interrupted before it had finished."),
        CommandFailedException failed => (failed.Reason, failed.Message),
        RpcException failed => Explain(GridError.From(failed)),
        GridException failed => Explain(GridError.From(failed)),
        GridStartException failed => ("GRID_NOT_STARTED", failed.Message),
        PackageException failed => (failed.Reason, failed.Message),
        DatasetException failed => ("DATASET_INVALID", failed.Message),
        MapFormatException failed => ("MAP_INVALID", failed.Message),
        FormatException failed => ("DATASET_INVALID", failed.Message),
        FileNotFoundException missing => ("FILE_NOT_FOUND", missing.Message),
        DirectoryNotFoundException missing => ("FILE_NOT_FOUND", missing.Message),
        // The system's words for opening a folder as a file are those for a file that is not one's own.
        UnauthorizedAccessException or IOException when fault.Message.Split('\'') is [_, var path, ..] && Directory.Exists(path) => ("FILE_NOT_FOUND", $"{path} is a folder: a file is expected here."),
        UnauthorizedAccessException denied => ("FILE_DENIED", denied.Message),
        IOException io => ("IO", io.Message),
        _ => ("INTERNAL", $"{fault.GetType().Name}: {fault.Message}"),
    };

    static (string, string) Explain(GridError error) => (error.ReasonName, error.Message);
}
