using System.Globalization;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>Which sequences of the results' journal are whose, so that one device's are found among millions.</summary>
internal static class ResultIndex
{
    private const string Table = "results_by_device";
    private const string Progress = "results_indexed";
    private const string Through = "through";

    // A write that takes long keeps all others waiting, and a result may hold a path of thousands of points.
    private const int MostAtOnce = 1000;
    private const int MostBytesAtOnce = 8 << 20;
    private const int ReadAtOnce = 32;

    public static void Put(IStateTransaction s, string deviceId, long sequence) => s.Put(Table, KeyOf(deviceId, sequence), []);

    public static void Delete(IStateTransaction s, string deviceId, long sequence) => s.Delete(Table, KeyOf(deviceId, sequence));

    /// <summary>A device's sequences behind one, or before it and the newest first.</summary>
    public static IEnumerable<long> Of(IStateTransaction s, string deviceId, long from, int limit, bool newestFirst) =>
        s.List(Table, deviceId + "/", KeyOf(deviceId, from), limit, newestFirst).Select(entry => long.Parse(entry.Key.AsSpan(deviceId.Length + 1), CultureInfo.InvariantCulture));

    /// <summary>Nothing was kept before the index.</summary>
    public static void MarkWhole(IStateTransaction s) => Mark(s, long.MaxValue);

    /// <summary>Enters what was kept before there was an index, some at a time.</summary>
    /// <returns>Whether all of it is entered.</returns>
    public static bool Complete(IStateTransaction s, Journal<PlanResult> kept)
    {
        var through = s.Get(Progress, Through) is { } bytes ? BitConverter.ToInt64(bytes) : 0;
        if (through == long.MaxValue)
            return true;
        var before = through;
        foreach (var (sequence, result) in Piece(s, kept, through))
            Put(s, result.DeviceId, through = sequence);
        Mark(s, through == before ? long.MaxValue : through);
        return through == before;
    }

    /// <summary>As many results behind a sequence as may be worked on in one write; none where there are none.</summary>
    public static IEnumerable<JournalRecord<PlanResult>> Piece(IStateTransaction s, Journal<PlanResult> kept, long after)
    {
        var (count, bytes) = (0, 0L);
        while (kept.Read(s, after, ReadAtOnce) is { Count: > 0 } page)
            foreach (var record in page)
            {
                if (count++ == MostAtOnce || bytes > MostBytesAtOnce)
                    yield break;
                bytes += record.Value.CalculateSize();
                after = record.Sequence;
                yield return record;
            }
    }

    private static void Mark(IStateTransaction s, long through) => s.Put(Progress, Through, BitConverter.GetBytes(through));

    // 19 digits are as many as a sequence has at most: keys order as sequences do.
    private static string KeyOf(string deviceId, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{deviceId}/{sequence:D19}");
}
