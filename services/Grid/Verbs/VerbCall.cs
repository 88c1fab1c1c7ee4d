using System.CommandLine;
using Trm.Grid.Connection;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs;

/// <summary>One call of one verb: what was asked, where its outcome goes, and when it must stop.</summary>
internal sealed class VerbCall(ParseResult parsed, Output output, CancellationToken cancellation)
{
    public Output Output { get; } = output;

    /// <summary>What the shell is told when the verb's job is done.</summary>
    public int ExitCode { get; set; } = Verbs.ExitCode.Done;

    /// <summary>Ends with Ctrl+C and SIGTERM.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The data folder that was asked for; null: the usual one.</summary>
    public string? Home => parsed.GetValue(SharedOptions.Home);

    public bool Verbose => parsed.GetValue(SharedOptions.Verbose);

    public T? Value<T>(Option<T> option) => parsed.GetValue(option);

    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    public T Required<T>(Option<T> option) => parsed.GetRequiredValue(option);

    public T Required<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    public T? Value<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>The running grid of the data folder, or one hosted in this process that only answers, with the roles that this verb needs.</summary>
    public Task<GridConnection> ConnectAsync(params IReadOnlyList<string> roles) => ConnectAsync(GridWork.AnswersOnly, roles);

    /// <inheritdoc cref="ConnectAsync(IReadOnlyList{string})"/>
    public Task<GridConnection> ConnectAsync(GridWork work, params IReadOnlyList<string> roles) =>
        GridConnection.OpenAsync(Home, roles, work, Verbose, Cancellation);
}
