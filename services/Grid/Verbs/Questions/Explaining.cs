using System.CommandLine;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Pictures;

namespace Trm.Grid.Verbs.Questions;

/// <summary>An answer with, where asked for, a picture of how it came about.</summary>
internal sealed class Explaining
{
    readonly Option<FileInfo> explain = new("--explain") { Description = "Draw what the model's latents decode to, step by step, into this PNG file.", HelpName = "OUT.png" };

    public Symbol Option => explain;

    /// <param name="call">What was typed.</param>
    /// <param name="grid">Who answers.</param>
    /// <param name="request">The question.</param>
    /// <param name="title">Above the picture.</param>
    /// <param name="panelOf">How latents of this task are drawn, with the answer at hand.</param>
    public async Task<Answer> AskAsync(VerbCall call, GridConnection grid, SolveRequest request, string title, Func<StepLatents, Answer, LatentPanel> panelOf)
    {
        if (call.Value(explain) is not { } file)
            return (await grid.Solving.SolveAsync(request, Calls.Within(Asking.Limit, call.Cancellation))).Answer;
        if (file.Directory is { Exists: false } folder)
            throw new DirectoryNotFoundException($"There is no folder {folder.FullName} for the picture: make it first.");
        var (steps, answer) = (new List<StepLatents>(), new Answer());
        using var stream = grid.Solving.SolveStream(new SolveStreamRequest { Request = request, Latents = true }, Calls.Within(Asking.Limit, call.Cancellation));
        while (await stream.ResponseStream.MoveNext(call.Cancellation))
        {
            var told = stream.ResponseStream.Current;
            if (told.Latents is { } latents) steps.Add(latents);
            else answer = told.Answer;
        }
        if (steps.Count == 0)
        {
            call.Output.Aside("nothing drawn: no network was asked");
            return answer;
        }
        PictureFile.Write(file.FullName, LatentsPicture.Draw(title, steps, panelOf(steps[0], answer)));
        call.Output.Aside($"{steps.Count} steps drawn: {file.FullName}");
        return answer;
    }
}
