using Trm.Grid.Edge;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class SettingsTests
{
    [Fact]
    public void Without_a_file_and_for_all_that_it_leaves_out_the_defaults_hold()
    {
        using var folder = new EdgeFolder();
        var home = new AgentHome(folder.Path);
        Assert.Equal(new AgentSettings(), AgentSettings.Read(home));
        File.WriteAllText(folder[AgentSettings.FileName], """
            {
              "trial_plans": 7, // the rest as it is
            }
            """);
        Assert.Equal(new AgentSettings { TrialPlans = 7 }, AgentSettings.Read(home));
    }

    [Theory]
    [InlineData("""{"trial_plan": 7}""", "line 1: there is no setting trial_plan, there are longest_motion_hold_seconds, trial_plans, ")]
    [InlineData("""{"gpio": {"led": 7}}""", "line 1: there is no setting gpio.led, there are chip, status_led, ")]
    [InlineData("""{"gpio": {"status_led": "seven"}}""", "a line is a number, or \"CHIP:LINE\"")]
    [InlineData("""{"trial_plans": 0, "trial_seconds": -1}""", "trial_plans: expected 1 to 10000, got 0; trial_seconds")]
    [InlineData("""{"trial_plans": """, "agent.json")]
    [InlineData("""{"runtime": null}""", "runtime: expected a value, got null")]
    [InlineData("""{"gpio": null}""", "gpio: expected a value, got null")]
    [InlineData("""{"rosbridge": null}""", "rosbridge: expected a value, got null")]
    [InlineData("""{"runtime": {"library": null} /* here */ }""", "runtime.library: expected a value, got null")]
    [InlineData("""{"runtime": {"provider_library": null}}""", "runtime.provider_library: expected a value, got null")]
    [InlineData("""{"trial_plans": null}""", "trial_plans: expected a value, got null")]
    [InlineData("""{"runtime": {"thread": 3}}""", "there is no setting runtime.thread, there are library, provider, provider_library, threads, spinning;")]
    [InlineData("""{"runtime": {"options": {}}}""", "there is no setting runtime.options, ")]
    [InlineData("""{"gpio": {"words": ""}}""", "emergency_stop_normally_closed, trigger, trigger_debounce_ms;")]
    public void Faults_are_told_all_at_once(string text, string expected)
    {
        using var folder = new EdgeFolder();
        File.WriteAllText(folder[AgentSettings.FileName], text);
        var fault = Assert.Throws<AgentException>(() => AgentSettings.Read(new AgentHome(folder.Path)));
        Assert.Equal("SETTINGS_INVALID", fault.Reason);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_that_is_null_is_not_used_and_a_folder_in_the_files_place_is_told()
    {
        using var folder = new EdgeFolder();
        var home = new AgentHome(folder.Path);
        File.WriteAllText(folder[AgentSettings.FileName], """{"gpio": {"status_led": null}, "rosbridge": {"url": null}}""");
        Assert.Equal(new AgentSettings(), AgentSettings.Read(home));
        File.Delete(folder[AgentSettings.FileName]);
        Directory.CreateDirectory(folder[AgentSettings.FileName]);
        Assert.Equal("SETTINGS_INVALID", Assert.Throws<AgentException>(() => AgentSettings.Read(home)).Reason);
    }
}
