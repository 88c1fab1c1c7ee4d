using Trm.Grid.Contracts.V1;
using Trm.Grid.Model;
using Trm.Grid.Packages;
using Trm.Grid.Trainer;
using Trm.Grid.Trainer.Courses;

// The parent reads one report a line: whatever else this process prints must not come between.
var output = Console.Out;
Console.SetOut(Console.Error);
return args switch
{
    ["run", var folder] => Run(folder, resume: false),
    ["run", var folder, "--resume"] => Run(folder, resume: true),
    ["presets"] => PresetList.Print(output),
    ["check", var device, .. var presets] => Check(device, presets),
    ["score", var weights, var preset, var data, .. var settings] => Score(weights, preset, data, settings),
    ["package", var weights, var preset, var folder] => Package(weights, preset, folder, null),
    ["package", var weights, var preset, var folder, var data] => Package(weights, preset, folder, data),
    _ => Usage(),
};

int Run(string path, bool resume)
{
    var reports = new Reports(output, TimeProvider.System);
    using var stop = new StopRequest(Console.In);
    try
    {
        using var folder = RunFolder.Hold(path, patience: TimeSpan.FromSeconds(60), stop.Token);
        var order = folder.ReadOrder();
        return new TrainingJob(folder, order, Course.Of(order), reports, stop, TimeProvider.System).Run(resume);
    }
    catch (FolderBusyException busy)
    {
        Console.Error.WriteLine(busy.Message);
        return ExitCode.Busy;
    }
    catch (FileNotFoundException missing) when (missing.FileName is null)
    {
        Console.Error.WriteLine(missing.Message);
        return ExitCode.Failed;
    }
    catch (Exception fault) when (DiskFault.IsFull(fault))
    {
        Console.Error.WriteLine(fault.Message);
        return ExitCode.DiskFull;
    }
    catch (Exception fault)
    {
        Console.Error.WriteLine(fault);
        reports.Fail(Faults.KindOf(fault), fault.Message);
        return ExitCode.Failed;
    }
}

int Package(string weights, string preset, string folder, string? data)
{
    try
    {
        return ImportedPackage.Make(weights, preset, folder, data, output, TimeProvider.System);
    }
    catch (Exception fault) when (fault is ArgumentException or FormatException or IOException or PackageException or CheckpointException or NotProvenException)
    {
        Console.Error.WriteLine(fault.Message);
        return ExitCode.Failed;
    }
}

int Score(string weights, string preset, string data, string[] settings)
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        stop.Cancel();
    };
    try
    {
        return ScoreLine.Print(weights, preset, data, settings, output, stop.Token);
    }
    catch (OperationCanceledException)
    {
        return ExitCode.Stopped;
    }
    catch (Exception fault) when (Faults.KindOf(fault) == RunFailureKind.OutOfMemory)
    {
        Console.Error.WriteLine($"scoring {weights}: expected enough memory for a batch of puzzles side by side, got: {fault.Message}; choose a smaller one with batch=N");
        return ExitCode.Failed;
    }
    catch (Exception fault) when (fault is ArgumentException or FormatException or IOException or UnauthorizedAccessException or PackageException or CheckpointException or MemoryException)
    {
        Console.Error.WriteLine(fault.Message);
        return ExitCode.Failed;
    }
}

int Check(string device, string[] presets)
{
    try
    {
        return DeviceLines.Print(device, presets.Length > 0 ? presets : ["sudoku-attention", "sudoku-fast", "maze-hard", "sudoku"], output);
    }
    catch (Exception fault) when (fault is ArgumentException or MemoryException)
    {
        Console.Error.WriteLine(fault.Message);
        return ExitCode.Failed;
    }
}

static int Usage()
{
    Console.Error.WriteLine("usage: Trm.Grid.Trainer run FOLDER [--resume] | Trm.Grid.Trainer presets | Trm.Grid.Trainer check DEVICE [PRESET...] | Trm.Grid.Trainer score WEIGHTS PRESET FILE.csv [views=N] [SETTING=VALUE...] | Trm.Grid.Trainer package WEIGHTS PRESET FOLDER [DATA]");
    return ExitCode.Usage;
}
