namespace Trm.Grid.Puzzles.Datasets;

/// <summary>One instance of a dataset.</summary>
public sealed record DatasetRecord
{
    public required ByteGrid Question { get; init; }

    /// <summary>Null where the instance has no answer, or its answer is no grid.</summary>
    public ByteGrid? Answer { get; init; }

    /// <summary>The task, the map or the file that it belongs to.</summary>
    public string Group { get; init; } = "";

    /// <summary>Whether it is for measuring only.</summary>
    public bool IsTest { get; init; }

    /// <summary>As the kind says; equally many in all records of a dataset.</summary>
    public IReadOnlyList<long> Numbers { get; init; } = [];
}
