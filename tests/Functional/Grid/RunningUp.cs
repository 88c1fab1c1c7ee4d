using System.Text.Json;

namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>`trmgrid up` on free ports and a data folder of its own, for all tests of a class.</summary>
public sealed class RunningUp : IAsyncLifetime
{
    internal static readonly string[] FreePorts = ["--control", "http://127.0.0.1:0", "--web", "http://127.0.0.1:0", "--devices", "https://127.0.0.1:0"];
    readonly TestHome home = new();
    Trmgrid? up;

    public string Home => home.Path;

    /// <summary>What it wrote once it listened.</summary>
    public JsonElement Started { get; private set; }

    public async ValueTask InitializeAsync()
    {
        up = Trmgrid.Start(home.Path, ["up", "--json", .. FreePorts]);
        Started = await up.StartedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (up is not null) await up.DisposeAsync();
        home.Dispose();
    }
}
