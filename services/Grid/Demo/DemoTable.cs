using System.Globalization;
using Spectre.Console;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Verbs.Grids;
using Trm.Grid.Verbs.Results;

namespace Trm.Grid.Demo;

/// <summary>What a demo shows at its end.</summary>
internal static class DemoTable
{
    public static DemoResult ResultOf(PlanResult result)
    {
        var view = ResultView.Of(result);
        return new DemoResult(view.Device, view.Digest, view.Planner, view.Verified, view.Steps, view.LengthM, view.Gap, view.Ms);
    }

    public static void Show(IAnsiConsole console, DemoOutcome outcome)
    {
        var table = Tables.Of("device", "model", "answered by", "checked", ">steps", ">length m", ">gap", ">ms");
        foreach (var result in outcome.Results)
            table.Row(result.Device, Numbers.ShortDigest(result.Digest), result.Planner, result.Verified ? "yes" : "no", result.Steps.ToString(CultureInfo.InvariantCulture),
                Numbers.Text(result.LengthM, "0.00"), Numbers.Text(result.Gap, "0.0 %"), Numbers.Text(result.Ms, "0.0"));
        console.Write(table);
        console.WriteLine($"The map with the paths: {outcome.Picture}");
    }
}
