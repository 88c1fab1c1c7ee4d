using System.Collections;

namespace Trm.Grid.Puzzles.Datasets;

/// <summary>A dataset's records as something else, made when they are asked for.</summary>
internal sealed class DatasetList<T>(Dataset dataset, Func<DatasetRecord, T> make) : IReadOnlyList<T>
{
    public int Count => dataset.Count;

    public T this[int index] => make(dataset[index]);

    public IEnumerator<T> GetEnumerator() => dataset.Records.Select(make).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
