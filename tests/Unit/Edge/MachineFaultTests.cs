using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Grpc.Core;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Commands;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>What a board's disk, rights and sockets do to commands.</summary>
public sealed class MachineFaultTests
{
    private const int ReadOnly = 30;

    [Fact]
    public void Faults_of_the_machine_have_a_reason_and_bugs_have_none()
    {
        (Exception Fault, string? Reason)[] rows =
        [
            (new UnauthorizedAccessException("no"),                           "ACCESS_DENIED"),
            (new SocketException((int)SocketError.AccessDenied),              "ACCESS_DENIED"),
            (new SocketException((int)SocketError.AddressAlreadyInUse),       "SOCKET_UNUSABLE"),
            (new IOException("full", DiskSpace.NoSpaceLeft),                  "DISK_FULL"),
            (new IOException("worn", ReadOnly),                               "DISK_READ_ONLY"),
            (new DirectoryNotFoundException("none"),                          "FILE_UNUSABLE"),
            (new PackageException("PACKAGE_FILE_MISSING", "gone"),            "PACKAGE_FILE_MISSING"),
            (new InvalidDataException("odd"),                                 "DATA_INVALID"),
            (new InvalidOperationException("a bug"),                          null),
        ];
        foreach (var (fault, reason) in rows)
            Assert.Equal(reason, MachineFault.Of("run", fault)?.Reason);
        Assert.StartsWith("run: worn; ", MachineFault.Of("run", rows[4].Fault)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Socket_goes_to_the_next_place_where_the_disk_refuses_and_only_there()
    {
        Assert.Equal("first", SocketPlace.First(["first", "second"], _ => { }));
        Assert.Equal("second", SocketPlace.First(["first", "second"], Refuse(new IOException("worn", ReadOnly))));
        Assert.Equal("second", SocketPlace.First(["first", "second"], Refuse(new IOException("full", DiskSpace.NoSpaceLeft))));
        Assert.Throws<UnauthorizedAccessException>(() => SocketPlace.First(["first", "second"], Refuse(new UnauthorizedAccessException())));
        Assert.Equal("third", SocketPlace.First(["first", "second", "third"], Others));
        Assert.Throws<IOException>(() => SocketPlace.First(["first"], Refuse(new IOException("worn", ReadOnly))));

        // The first place's disk is worn, and at the second somebody else sits.
        static void Others(string place)
        {
            if (place != "third")
                throw place == "first" ? new IOException("worn", ReadOnly) : new UnauthorizedAccessException();
        }

        static Action<string> Refuse(Exception fault) => place =>
        {
            if (place == "first")
                throw fault;
        };
    }

    [Fact]
    public void Socket_is_looked_for_in_the_folder_unless_its_path_is_too_long_and_then_in_the_temporary_folder()
    {
        using var folder = new EdgeFolder();
        var sockets = new AgentHome(folder.Path).Sockets;
        Assert.Equal((folder["agent.sock"], "/tmp"), (sockets[0], Path.GetDirectoryName(sockets[^1])));
        var deep = new AgentHome(folder[new string('d', 100)]);
        Assert.Equal(sockets.Count - 1, deep.Sockets.Count);
        Assert.StartsWith("/tmp/trm-edge-", deep.Sockets[^1], StringComparison.Ordinal);
        File.WriteAllText(folder["agent.sock"], "what a killed agent left");
        Assert.Equal(folder["agent.sock"], SocketPlace.Clear(new AgentHome(folder.Path)));
        Assert.False(File.Exists(folder["agent.sock"]));
    }

    /// <summary>In /tmp anybody can listen under the agent's name.</summary>
    [Fact]
    public async Task Who_listens_is_the_one_whom_the_folder_belongs_to_or_root()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("who listens is asked on Linux only, which boards run");
        using var folder = new EdgeFolder();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder["socket"]));
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(folder["socket"]), TestContext.Current.CancellationToken);
        using var id = Process.Start(new ProcessStartInfo("id", ["-u"]) { RedirectStandardOutput = true })!;
        var user = uint.Parse(await id.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
        Assert.Equal((user, user, 0u, null), (SocketOwner.Peer(client), SocketOwner.OwnerOf(folder.Path), SocketOwner.OwnerOf("/"), SocketOwner.OwnerOf(folder["nowhere"])));
        Assert.True(SocketOwner.Owns(client, folder.Path));
        Assert.Equal([true, true, false, false], [SocketOwner.Counts(1000, 1000), SocketOwner.Counts(0, 1000), SocketOwner.Counts(65534, 1000), SocketOwner.Counts(1000, null)]);
    }

    [Fact]
    public void Socket_that_this_user_may_not_open_is_not_said_to_be_without_an_agent()
    {
        using var folder = new EdgeFolder();
        var home = new AgentHome(folder.Path);
        var denied = LocalClient.FaultOf(home, Unavailable(SocketError.AccessDenied));
        Assert.Equal("ACCESS_DENIED", denied.Reason);
        Assert.Contains("group_may_plan", denied.Message, StringComparison.Ordinal);
        var gone = LocalClient.FaultOf(home, Unavailable(SocketError.ConnectionRefused));
        Assert.Equal("AGENT_NOT_RUNNING", gone.Reason);
        Assert.Contains(folder["agent.sock"], gone.Message, StringComparison.Ordinal);

        static RpcException Unavailable(SocketError error) =>
            new(new Status(StatusCode.Unavailable, "error", new HttpRequestException("no", new SocketException((int)error))));
    }

    [Fact]
    public void Folder_that_cannot_be_one_is_refused_with_a_reason()
    {
        using var folder = new EdgeFolder();
        File.WriteAllText(folder["file"], "");
        foreach (var path in (string[])["file", "file/below"])
            Assert.Equal("HOME_UNUSABLE", Assert.Throws<AgentException>(() => new AgentHome(folder[path])).Reason);
    }
}
