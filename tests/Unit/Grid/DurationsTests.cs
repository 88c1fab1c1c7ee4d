using Trm.Grid.Verbs;

namespace Trm.Grid.Tests.Unit.Grid;

public class DurationsTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    public void Durations_are_read_as_people_type_them(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5w")]
    [InlineData("400d")]
    [InlineData("NaN")]
    public void Other_texts_are_no_durations(string text) => Assert.Null(Durations.Parse(text));
}
