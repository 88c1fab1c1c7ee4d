namespace Trm.Grid.Training;

/// <summary>How the training service works.</summary>
public sealed record TrainingOptions
{
    /// <summary>Where state and the runs' folders lie.</summary>
    public required string Folder { get; init; }

    /// <summary>The trainer's program: a native host or a .dll. Submitting is refused while no file lies there; empty: there is none.</summary>
    public required string Trainer { get; init; }

    /// <summary>Whether runs are trained at all. A grid hosted for one question only answers: what waits or was interrupted stays as it is.</summary>
    public bool Trains { get; init; } = true;

    /// <summary>Runs trained at the same time. One by default: two share the same cores and both take twice as long.</summary>
    public int Capacity { get; init; } = 1;

    /// <summary>Workers of one run that may be lost in a row without having got further than the one before.</summary>
    public int FruitlessRestarts { get; init; } = 3;

    /// <summary>Before the first replacement of a lost worker; grows while replacements come no further.</summary>
    public TimeSpan RestartPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How much training a lost worker costs at most.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Training time between measures on held-out questions.</summary>
    public TimeSpan HeldOutInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the worker of a cancelled run may take to end before it is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A worker that says nothing for so long hangs, and is replaced. Exporting and proving a large model fit in easily.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a run waits for a registry that does not answer, for its data at the beginning and with its package at the end.</summary>
    public TimeSpan RegistryPatience { get; init; } = TimeSpan.FromMinutes(5);

    internal void Require()
    {
        var faults = new List<string>();
        if (Folder.Length == 0) faults.Add("folder is empty");
        if (Capacity < 1) faults.Add($"capacity must be positive, got {Capacity}");
        if (FruitlessRestarts < 0) faults.Add($"fruitless restarts must not be negative, got {FruitlessRestarts}");
        foreach (var (name, time) in new[]
        {
            ("checkpoint interval", CheckpointInterval), ("report interval", ReportInterval), ("held-out interval", HeldOutInterval),
            ("grace", Grace), ("restart pause", RestartPause), ("silence limit", SilenceLimit), ("registry patience", RegistryPatience),
        })
            if (time <= TimeSpan.Zero) faults.Add($"{name} must be positive, got {time}");
        if (faults.Count > 0) throw new ArgumentException($"training options: {string.Join("; ", faults)}");
    }
}
