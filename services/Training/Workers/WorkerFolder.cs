using System.Text;
using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Training.Workers;

/// <summary>One run's folder: what the service writes for the worker, and what it finds there.</summary>
internal sealed class WorkerFolder(string path)
{
    private const int LastWords = 2000;

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true).WithIndentation());

    public string Path { get; } = path;

    /// <summary>The unsigned package of a run whose worker has proven it.</summary>
    public string Package => System.IO.Path.Combine(Path, "package");

    /// <summary>The dataset of a run that names one.</summary>
    public string Dataset => System.IO.Path.Combine(Path, "dataset");

    /// <summary>The parent's weights of a run that names one.</summary>
    public string ParentWeights => System.IO.Path.Combine(Path, "parent.safetensors");

    /// <summary>What the workers of this run wrote to standard error, one after the other.</summary>
    public string Log => System.IO.Path.Combine(Path, "worker.log");

    public void Write(WorkerOrder order)
    {
        Directory.CreateDirectory(Path);
        DurableFile.Write(System.IO.Path.Combine(Path, "spec.json"), Encoding.UTF8.GetBytes(Formatter.Format(order)));
    }

    /// <summary>The end of the log: what a dying worker said last.</summary>
    public string ReadLastWords()
    {
        if (!File.Exists(Log)) return "";
        using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-Math.Min(stream.Length, LastWords), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        var words = new char[LastWords];
        return new string(words, 0, reader.ReadBlock(words)).Trim();
    }
}
