using Spectre.Console;
using Trm.Grid.Verbs.Devices;

namespace Trm.Grid.Tests.Unit.Grid;

public class DevicesTableTests
{
    private const string Remark = "PACKAGE_DIGEST_MISMATCH: fetching model.onnx: expected the digest that its manifest names, got another; it was changed on the way, fetch the package again";

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Long_remark_of_one_device_costs_no_other_column_its_words(int width)
    {
        var lines = Shown(width, Device("robot-1", ""), Device("robot-2", Remark)).Split('\n');
        foreach (var word in (string[])["device", "state", "connected", "runs", "shall run", "model"])
            Assert.Contains(word, lines[1], StringComparison.Ordinal);
        foreach (var id in (string[])["robot-1", "robot-2"])
        {
            var line = Assert.Single(lines, l => l.Contains(id, StringComparison.Ordinal));
            Assert.All((string[])["rejected", "yes", new string('a', 12), new string('b', 12), "planner"], word => Assert.Contains(word, line, StringComparison.Ordinal));
        }
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
    }

    private static string Shown(int width, params DeviceView[] devices)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        DevicesTable.Show(console, devices);
        return text.ToString();
    }

    private static DeviceView Device(string id, string failure) => new()
    {
        Id = id,
        Labels = [],
        State = "rejected",
        Connected = true,
        Digest = "sha256:" + new string('a', 64),
        Desired = "sha256:" + new string('b', 64),
        Model = "planner",
        Failure = failure,
        Agent = "0.1.0",
        Board = "Raspberry Pi 5 Model B Rev 1.0",
        EnrolledAt = null,
        LastSeenAt = null,
    };
}
