using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Functional.Solving;

public sealed class MapUploadTests(AnswersGrid grid) : IClassFixture<AnswersGrid>
{
    [Fact]
    public async Task Map_that_does_not_fit_a_message_comes_in_pieces_and_is_named_by_its_digest()
    {
        var cells = new byte[1500 * 1000];
        new Random(1).NextBytes(cells);
        var map = new CostMap(1500, 1000, cells, 0.05, -10, 4);
        Assert.Equal(Enumerable.Repeat(map.Digest, 4), await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => grid.UploadAsync(map))));
        Assert.Equal(map.Digest, await grid.UploadAsync(map));
        var turned = new CostMap(1500, 1000, cells, 0.05, -10, 4, MapAxis.YDown);
        Assert.NotEqual(map.Digest, await grid.UploadAsync(turned));
    }

    [Fact]
    public async Task Map_stays_over_a_restart()
    {
        await using var own = await AnswersGrid.StartAsync();
        await own.UploadAsync(Asking.Open);
        await own.Grid.StopAsync();
        await own.Grid.StartAgainAsync();
        Assert.True((await own.SolveAsync(Asking.Path(Asking.Open, new(0, 0), new(5, 5)))).Verified);
    }

    public static readonly TheoryData<string, ErrorReason> Broken = new()
    {
        { "nothing",                ErrorReason.MapInvalid },
        { "no head",                ErrorReason.MapInvalid },
        { "0 x 0",                  ErrorReason.MapInvalid },
        { "4 billion x 0",          ErrorReason.MapInvalid },
        { "one cell short",         ErrorReason.MapInvalid },
        { "one cell more",          ErrorReason.MapInvalid },
        { "more in a second piece", ErrorReason.MapInvalid },
        { "resolution 0",           ErrorReason.MapInvalid },
        { "resolution NaN",         ErrorReason.MapInvalid },
        { "20,000 x 20,000",        ErrorReason.MapTooLarge },
        { "4 billion x 4 billion",  ErrorReason.MapTooLarge },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Broken_map_is_refused(string what, ErrorReason reason)
    {
        UploadMapRequest[] messages = what switch
        {
            "nothing" => [],
            "no head" => [new() { Cells = ByteString.CopyFrom(1, 2, 3) }],
            "0 x 0" => [Asking.Head(0, 0, 0)],
            "4 billion x 0" => [Asking.Head(uint.MaxValue, 0, 0)],
            "one cell short" => [Asking.Head(3, 3, 8)],
            "one cell more" => [Asking.Head(3, 3, 10)],
            "more in a second piece" => [Asking.Head(3, 3, 9), new() { Cells = ByteString.CopyFrom(0) }],
            "resolution 0" => [Asking.Head(3, 3, 9, resolution: 0)],
            "resolution NaN" => [Asking.Head(3, 3, 9, resolution: double.NaN)],
            "20,000 x 20,000" => [Asking.Head(20_000, 20_000, 100)],
            _ => [Asking.Head(uint.MaxValue, uint.MaxValue, 100)],
        };
        await Refused.AsAsync(reason, () => grid.UploadAsync(messages));
    }
}
