using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Verbs.Questions;

/// <summary>What robots ask beyond a single path, as options.</summary>
internal sealed class TripOptions
{
    readonly Option<Point[]> via = Places("--via", "Places to pass on the way, in this order.");
    readonly Option<double> tolerance = new("--tolerance") { Description = "How far from its end the path may stop where that cannot be reached, in metres.", HelpName = "M" };
    readonly Option<Point[]> outline = Places("--footprint", "The robot's outline instead of a radius: three corners or more, in metres around its centre, x ahead.");
    readonly Option<bool> oriented = new("--oriented") { Description = "The outline may pass where it fits only lengthwise." };
    readonly Option<bool> smooth = new("--smooth") { Description = "Also give the path as a smoothed line." };

    public IReadOnlyList<Symbol> Options => [via, tolerance, outline, oriented, smooth];

    public void Fill(PlanQuery query, VerbCall call)
    {
        query.Via.AddRange(call.Value(via) ?? []);
        query.Footprint.AddRange(call.Value(outline) ?? []);
        (query.GoalToleranceM, query.FootprintOriented, query.Smooth) = (call.Value(tolerance), call.Value(oriented), call.Value(smooth));
    }

    /// <summary>X,Y as a place; null for anything else.</summary>
    public static Point? PlaceOf(string text) =>
        text.Split(',') is [var x, var y] && Number(x) is { } column && Number(y) is { } row ? new Point { X = column, Y = row } : null;

    static Option<Point[]> Places(string name, string description) =>
        new(name) { Description = description, HelpName = "X,Y …", CustomParser = Parse, AllowMultipleArgumentsPerToken = true };

    static Point[] Parse(ArgumentResult argument)
    {
        foreach (var token in argument.Tokens.Where(token => PlaceOf(token.Value) is null)) argument.AddError($"'{token.Value}' is no place: write X,Y as in 1.5,-2.");
        return [.. argument.Tokens.Select(token => PlaceOf(token.Value) ?? new Point())];
    }

    static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
