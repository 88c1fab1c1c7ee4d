using Grpc.Core;
using Trm.Grid.Tests.Unit.Hosting;
using Trm.Grid.Training;

namespace Trm.Grid.Tests.Unit.Training;

public sealed class RegistryPatienceTests
{
    private static readonly TrainingOptions Options = new() { Folder = "here", Trainer = "", RegistryPatience = TimeSpan.FromSeconds(3) };
    private readonly RegistryPatience _patience = new(Options, TimeProvider.System);

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Cancelled)] // it stops: this service may hear of that a little later
    public async Task A_registry_that_comes_back_in_time_is_asked_again(StatusCode heard)
    {
        var asked = 0;
        Assert.Equal("here", await _patience.AskAsync("fetching", "", () => ++asked < 2 ? throw Broken(heard) : Task.FromResult("here"), TestContext.Current.CancellationToken));
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData(StatusCode.NotFound, 1)]
    [InlineData(StatusCode.Unavailable, 3)] // at once, after half a second and after another; two more would be too long, and one is on a machine that stalls
    public async Task What_it_refuses_or_does_not_answer_in_time_ends_with_its_words(StatusCode code, int times)
    {
        var asked = 0;
        var fault = await Assert.ThrowsAsync<RegistryExchangeException>(() => _patience.AskAsync<int>("fetching it", "fetch it again", () =>
        {
            asked++;
            throw Broken(code);
        }, TestContext.Current.CancellationToken));
        Assert.InRange(asked, Math.Min(times, 2), times);
        Assert.Matches("^fetching it: the registry says .*, broken; after [0-9]+ s fetch it again$", fault.Message);
    }

    /// <summary>A grid that stops breaks its own calls off: no failure of the run that they were for.</summary>
    [Theory]
    [InlineData(StatusCode.Cancelled)]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Internal)]
    public async Task A_call_that_was_broken_off_is_no_refusal(StatusCode code)
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _patience.AskAsync<int>("fetching", "", async () =>
        {
            await stop.CancelAsync();
            throw Broken(code);
        }, stop.Token));
    }

    private static RpcException Broken(StatusCode code) => new(new(code, "broken"));
}
