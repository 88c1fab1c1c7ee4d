using System.Diagnostics;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Training.Workers;

/// <summary>
/// One life of a worker. Its standard input is the rope between the two: the word <c>cancel</c> asks it to stop, its end tells it that the
/// service is gone, however that came about. Disposing kills what still lives.
/// </summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>The exit code of a worker whose disk is full. EX_IOERR of sysexits.h.</summary>
    public const int DiskFull = 74;

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    private readonly Process _process;
    private readonly Task _errors;
    private readonly StreamWriter _log;
    private readonly Lock _input = new();
    private bool _letGo;

    private WorkerProcess(Process process, StreamWriter log)
    {
        (_process, _log) = (process, log);
        _errors = CopyErrorsAsync();
    }

    public int Id => _process.Id;

    /// <summary>Starts a worker in its folder; where a checkpoint lies there, it goes on from it.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static WorkerProcess Start(TrainerProgram trainer, WorkerFolder folder)
    {
        var start = trainer.Command("run", folder.Path, "--resume");
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        // Big temporaries stay in the heap instead of being mapped and unmapped every step: halves their cost with glibc.
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "1073741824";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "2147483648";
        // Threads that wait for each other sleep instead of spinning: beside other work on the same cores a step is 20 times faster.
        start.Environment.TryAdd("OMP_WAIT_POLICY", "PASSIVE");
        var log = new StreamWriter(folder.Log, append: true) { AutoFlush = true };
        try
        {
            return new WorkerProcess(Process.Start(start)!, log);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>What the worker says, until it says no more. Lines that are no reports, a native library's for instance, go to its log.</summary>
    public async IAsyncEnumerable<WorkerReport> ReportsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            if (Read(line) is { } report)
                yield return report;
    }

    /// <summary>Asks the worker to write a checkpoint and end.</summary>
    public void AskToStop() => Tell("cancel");

    /// <summary>Closes its standard input: it writes a checkpoint and ends, and its run stays as it is.</summary>
    public void LetGo()
    {
        lock (_input)
        {
            if (_letGo) return;
            _letGo = true;
            try
            {
                _process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It died first: nobody holds the other end.
            }
        }
    }

    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Waits for its end and gives its exit code; 128 + n after signal n.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await _errors.ConfigureAwait(false);
        LetGo();
        _process.Dispose();
        try
        {
            await _log.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // A full disk again: what it refused is written once more here.
        }
    }

    private void Tell(string word)
    {
        lock (_input)
        {
            if (_letGo) return;
            try
            {
                _process.StandardInput.WriteLine(word);
                _process.StandardInput.Flush();
            }
            catch (IOException)
            {
                // It died first: its end is seen by whoever reads its reports.
            }
        }
    }

    private WorkerReport? Read(string line)
    {
        try
        {
            if (line.StartsWith('{'))
                return Parser.Parse<WorkerReport>(line);
        }
        // NOTE InvalidJsonException is no InvalidProtocolBufferException.
        catch (Exception fault) when (fault is InvalidJsonException or InvalidProtocolBufferException)
        {
            // Half a line of a worker that was killed while it wrote.
        }
        Log(line);
        return null;
    }

    private async Task CopyErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
            Log(line);
    }

    private void Log(string line)
    {
        try
        {
            lock (_log)
                _log.WriteLine(line);
        }
        catch (IOException)
        {
            // A full disk. The worker's words must be read all the same, or it would wait for a reader.
        }
    }
}
