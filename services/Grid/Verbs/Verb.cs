using System.CommandLine;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs;

/// <summary>Makes commands whose faults all end the same way: said once, as JSON where that was asked for, with exit code 1.</summary>
internal static class Verb
{
    /// <param name="name">What people type.</param>
    /// <param name="description">One sentence for the help.</param>
    /// <param name="parts">Its arguments and options, in the order of the help.</param>
    /// <param name="act">Does the job and hands the outcome to <see cref="Output.Finish"/>.</param>
    public static Command Of(string name, string description, IEnumerable<Symbol> parts, Func<VerbCall, Task> act)
    {
        var command = new Command(name, description);
        foreach (var part in parts)
            if (part is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)part);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, act, cancellation));
        return command;
    }

    /// <summary>A noun whose verbs stand below it.</summary>
    public static Command Group(string name, string description, params IEnumerable<Command> verbs)
    {
        var command = new Command(name, description);
        foreach (var verb in verbs) command.Subcommands.Add(verb);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, Func<VerbCall, Task> act, CancellationToken cancellation)
    {
        var output = new Output(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(SharedOptions.Json));
        try
        {
            var call = new VerbCall(parsed, output, cancellation);
            await act(call);
            return call.ExitCode;
        }
        // Every fault ends here, so that a script always gets its JSON: what is not foreseen is told with its type.
#pragma warning disable CA1031
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var (reason, message) = Faults.Explain(fault, cancellation);
            output.Fail(reason, message);
            if (parsed.GetValue(SharedOptions.Verbose)) output.Aside(fault.ToString());
            return ExitCode.Failed;
        }
    }
}
