namespace Trm.Grid.Hosting;

/// <summary>Where this process can be reached, for services that tell others. Known once it listens.</summary>
public sealed class GridAddress
{
    private GridEndpoints? endpoints;

    public GridEndpoints Endpoints
    {
        get => endpoints ?? throw new InvalidOperationException("reading the grid's endpoints: it does not listen yet; ask inside a call or after the host has started");
        internal set => endpoints = value;
    }
}
