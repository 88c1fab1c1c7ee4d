using System.Globalization;
using Spectre.Console;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Results;

internal static class ResultsTable
{
    public static void Show(IAnsiConsole console, IReadOnlyList<ResultView> results)
    {
        if (results.Count == 0)
        {
            console.WriteLine("No results yet.");
            return;
        }
        var table = Tables.Of("device", "planned at", "model", "answered by", "checked", ">steps", ">length m", ">gap", ">ms", ">error");
        foreach (var result in results)
            table.Row(result.Device, $"{result.PlannedAt:yyyy-MM-dd HH:mm:ss}", Numbers.ShortDigest(result.Digest), result.Planner, result.Verified ? "yes" : "no",
                result.Steps.ToString(CultureInfo.InvariantCulture), Numbers.Text(result.LengthM, "0.00"), Numbers.Text(result.Gap, "0.0 %"),
                Numbers.Text(result.Ms, "0.0"), result.ErrorCode == 0 ? "" : result.ErrorCode.ToString(CultureInfo.InvariantCulture));
        console.Write(table);
    }
}
