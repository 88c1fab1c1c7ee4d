using System.CommandLine;
using System.CommandLine.Parsing;
using Trm.Grid.Hosting;

namespace Trm.Grid.Verbs.Models;

internal static class ModelArguments
{
    public static Argument<ModelReference?> Reference() => new("MODEL")
    {
        Description = "NAME (its champion), NAME@ALIAS, NAME@NUMBER or NAME@sha256:DIGEST.",
        CustomParser = Parse,
    };

    /// <summary>For arguments and options: what names nothing is wrong usage.</summary>
    public static ModelReference? Parse(ArgumentResult argument)
    {
        try
        {
            return ModelReference.Parse(argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "");
        }
        catch (GridException fault)
        {
            argument.AddError(fault.Message);
            return null;
        }
    }
}
