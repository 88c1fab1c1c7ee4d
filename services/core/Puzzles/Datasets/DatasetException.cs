namespace Trm.Grid.Puzzles.Datasets;

/// <summary>A dataset that cannot be read: changed, cut off, or of another kind.</summary>
public sealed class DatasetException : IOException
{
    public DatasetException()
    {
    }

    public DatasetException(string message) : base(message)
    {
    }

    public DatasetException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
