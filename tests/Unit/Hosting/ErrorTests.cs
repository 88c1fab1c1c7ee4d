using System.Text.RegularExpressions;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Unit.Hosting;

public sealed partial class ErrorTests
{
    [Fact]
    public void Every_reason_has_the_code_that_the_contract_states_beside_it()
    {
        var contract = File.ReadAllText(Path.Combine(RepositoryRoot(), "protos", "trm", "grid", "v1", "errors.proto"));
        var stated = StatedCodes().Matches(contract).ToDictionary(match => match.Groups["reason"].Value, match => match.Groups["code"].Value);
        foreach (var reason in Enum.GetValues<ErrorReason>())
        {
            var name = ErrorTable.NameOf(reason);
            Assert.Equal(stated[name], SnakeCase(ErrorTable.CodeOf(reason)));
            Assert.Equal(reason, ErrorTable.ReasonOf(name));
        }
        Assert.Equal(Enum.GetValues<ErrorReason>().Length, stated.Count);
    }

    [Fact]
    public void Error_comes_back_from_the_wire_as_it_went()
    {
        var sent = GridError.From(new GridException(ErrorReason.Overloaded, "too much at once; wait")
        {
            RetryAfter = TimeSpan.FromMilliseconds(1500),
            Violations = [new("count", "expected fewer")],
        });
        var came = GridError.From(sent.ToRpcException());
        Assert.Equal((sent.Reason, sent.Code, sent.Message, sent.RetryAfter), (came.Reason, came.Code, came.Message, came.RetryAfter));
        Assert.Equal(sent.Violations, came.Violations);
        Assert.Equal(("OVERLOADED", true), (came.ReasonName, came.MayRepeat));
    }

    [Fact]
    public void Status_that_no_grid_made_keeps_its_code()
    {
        var came = GridError.From(new RpcException(new Status(StatusCode.Unavailable, "connection refused")));
        Assert.Equal((ErrorReason.DependencyUnavailable, "connection refused", true), (came.Reason, came.Message, came.MayRepeat));
    }

    [Fact]
    public void Cursor_of_another_list_is_refused()
    {
        Assert.Equal("planner/7", Cursor.Read("versions", Cursor.Of("versions", "planner/7")));
        Assert.Equal(42, Cursor.ReadSequence("audit", Cursor.Of("audit", 42)));
        Assert.Null(Cursor.Read("versions", ""));
        string[] foreign = [Cursor.Of("audit", 42), "x", "%%%", new('A', 5000), Cursor.Of("versions", "a")[1..]];
        foreach (var token in foreign)
            Assert.Equal(ErrorReason.InvalidCursor, Assert.Throws<GridException>(() => Cursor.Read("versions", token)).Reason);
        Assert.Throws<GridException>(() => Cursor.ReadSequence("audit", Cursor.Of("audit", "-3")));
    }

    [Theory]
    [InlineData("planner", "planner@champion")]
    [InlineData("planner@candidate", "planner@candidate")]
    [InlineData("planner@3", "planner@3")]
    [InlineData("sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    public void Reference_to_a_model_reads_as_people_write_it(string text, string meant) => Assert.Equal(meant, ModelReference.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("@champion")]
    [InlineData("planner@")]
    public void Broken_reference_to_a_model_is_refused(string text) => Assert.Throws<GridException>(() => ModelReference.Parse(text));

    private static string SnakeCase(StatusCode code) => UpperLetter().Replace(code.ToString(), "_$0").TrimStart('_').ToUpperInvariant();

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Trm.Grid.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }

    [GeneratedRegex(@"// (?<code>[A-Z_]+)[.,][^\n]*\n(\s*//[^\n]*\n)*\s*ERROR_REASON_(?<reason>[A-Z_]+) =")]
    private static partial Regex StatedCodes();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex UpperLetter();
}
