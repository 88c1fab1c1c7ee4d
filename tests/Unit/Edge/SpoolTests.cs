using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Trm.Grid.Edge.Results;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class SpoolTests
{
    [Fact]
    public void Results_come_back_in_order_after_a_restart()
    {
        using var folder = new EdgeFolder();
        var spool = new Spool(folder.Path);
        for (var i = 0; i < 20; i++)
            Assert.True(spool.Append(Encoding.ASCII.GetBytes($"result {i}")));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"result {i}"), Texts(new Spool(folder.Path)));
    }

    [Fact]
    public void Acknowledged_results_do_not_come_back_and_their_files_go()
    {
        using var folder = new EdgeFolder();
        var spool = new Spool(folder.Path, maxBytes: 4096);
        for (var i = 0; i < 12; i++)
            spool.Append(new byte[250]);
        spool.Acknowledge(spool.Peek(100, 1 << 20).Select(r => r.Sequence));
        Assert.Equal(0, spool.Count);
        Assert.Equal(0, new Spool(folder.Path, maxBytes: 4096).Count);
        Assert.Single(Directory.GetFiles(folder.Path, "*.seg"));
    }

    [Fact]
    public void Acknowledgement_out_of_order_keeps_the_gap()
    {
        using var folder = new EdgeFolder();
        var spool = new Spool(folder.Path);
        foreach (var text in (string[])["a", "b", "c", "d"])
            spool.Append(Encoding.ASCII.GetBytes(text));
        spool.Acknowledge([1, 3]);
        Assert.Equal(["a", "c"], Texts(spool));
        Assert.Equal(2, spool.Count);
        spool.Acknowledge([0]);
        Assert.Equal(["c"], Texts(spool));
    }

    [Fact]
    public void Full_spool_drops_the_oldest_first_and_counts_them()
    {
        using var folder = new EdgeFolder();
        var spool = new Spool(folder.Path, maxBytes: 4096);
        for (var i = 0; i < 100; i++)
            Assert.True(spool.Append(Payload(i, 200)));
        var kept = spool.Peek(1000, 1 << 20);
        Assert.Equal(100, kept.Count + spool.Dropped);
        Assert.Equal(Enumerable.Range(100 - kept.Count, kept.Count), kept.Select(r => BitConverter.ToInt32(r.Payload)));
        Assert.True(Directory.GetFiles(folder.Path, "*.seg").Sum(f => new FileInfo(f).Length) <= 4096);
        Assert.Equal(spool.Dropped, new Spool(folder.Path, maxBytes: 4096).Dropped);
    }

    [Fact]
    public void Result_that_the_grid_refuses_for_good_is_counted_as_dropped()
    {
        using var folder = new EdgeFolder();
        var spool = new Spool(folder.Path);
        spool.Append("a"u8);
        spool.Append("b"u8);
        spool.Discard(0);
        Assert.Equal((1, 1), (spool.Dropped, spool.Count));
        Assert.Equal(["b"], Texts(spool));
    }

    [Fact]
    public void Batch_is_bound_by_count_and_bytes_but_never_empty()
    {
        using var folder = new EdgeFolder();
        var spool = new Spool(folder.Path);
        for (var i = 0; i < 5; i++)
            spool.Append(Payload(i, 100));
        Assert.Equal(3, spool.Peek(3, 1 << 20).Count);
        Assert.Equal(2, spool.Peek(5, 250).Count);
        Assert.Single(spool.Peek(5, 1));
    }

    /// <summary>A power cut leaves any prefix of what was being written, or zeros, or bits turned over.</summary>
    [Fact]
    public void Damage_at_the_end_never_loses_what_stands_before_it() =>
        Prop.ForAll(
            Gen.Choose(1, 12).Zip(Gen.Choose(0, 2)).Zip(Gen.Choose(0, 1_000_000)).ToArbitrary(),
            given =>
            {
                var ((count, kind), at) = given;
                using var folder = new EdgeFolder();
                var spool = new Spool(folder.Path);
                for (var i = 0; i < count; i++)
                    spool.Append(Payload(i, 10 + (i * 7 % 50)));
                var file = Directory.GetFiles(folder.Path, "*.seg").Single();
                var bytes = File.ReadAllBytes(file);
                at %= bytes.Length;
                if (kind == 0)
                    bytes = bytes[..at];
                else if (kind == 1)
                    bytes = [.. bytes, .. new byte[at % 64]];
                else
                    bytes[at] ^= 0x10;
                File.WriteAllBytes(file, bytes);

                var whole = kind == 1 ? count : Whole(count, at);
                var again = new Spool(folder.Path);
                Assert.Equal(Enumerable.Range(0, whole), again.Peek(1000, 1 << 20).Select(r => BitConverter.ToInt32(r.Payload)));
                again.Append(Payload(4711, 30));
                Assert.Equal(whole + 1, new Spool(folder.Path).Peek(1000, 1 << 20).Count);
            }).QuickCheckThrowOnFailure();

    /// <summary>Any history of appending, acknowledging and restarting gives what a list in memory would give.</summary>
    [Fact]
    public void Any_history_is_that_of_a_queue() =>
        Prop.ForAll(
            Gen.Choose(0, 9).ListOf().Resize(30).ToArbitrary(),
            history =>
            {
                using var folder = new EdgeFolder();
                var spool = new Spool(folder.Path, maxBytes: 1 << 16);
                var model = new List<int>();
                var next = 0;
                foreach (var step in history)
                    switch (step)
                    {
                        case < 6:
                            spool.Append(Payload(next, 20));
                            model.Add(next++);
                            break;
                        case < 9:
                            var batch = spool.Peek(step - 5, 1 << 20);
                            spool.Acknowledge(batch.Select(r => r.Sequence));
                            model.RemoveRange(0, batch.Count);
                            break;
                        default:
                            spool = new Spool(folder.Path, maxBytes: 1 << 16);
                            break;
                    }
                Assert.Equal(model, spool.Peek(1000, 1 << 20).Select(r => BitConverter.ToInt32(r.Payload)));
                Assert.Equal(model.Count, spool.Count);
                Assert.Equal(0, spool.Dropped);
            }).QuickCheckThrowOnFailure();

    /// <summary>How many records end at or before a byte.</summary>
    private static int Whole(int count, int at)
    {
        var end = 0;
        for (var i = 0; i < count; i++)
            if ((end += SpoolRecord.HeaderBytes + 10 + (i * 7 % 50)) > at)
                return i;
        return count;
    }

    private static byte[] Payload(int number, int length)
    {
        var bytes = new byte[length];
        BitConverter.TryWriteBytes(bytes, number);
        return bytes;
    }

    private static IEnumerable<string> Texts(Spool spool) => spool.Peek(1000, 1 << 20).Select(r => Encoding.ASCII.GetString(r.Payload));
}
