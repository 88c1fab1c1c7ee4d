using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Verbs.Models;

internal static class ModelQueries
{
    /// <exception cref="CommandFailedException">There is no such model.</exception>
    public static async Task<Model> ModelAsync(GridConnection grid, string name, CancellationToken cancellation) =>
        await FindAsync(grid, name, cancellation)
        ?? throw new CommandFailedException("MODEL_NOT_FOUND", $"There is no model named {name}; trmgrid models list tells which there are.");

    public static async Task<Model?> FindAsync(GridConnection grid, string name, CancellationToken cancellation)
    {
        var models = await Pages.AllAsync(
            token => grid.Registry.ListModelsAsync(new ListModelsRequest { PageToken = token }, Calls.Unary(cancellation)).ResponseAsync,
            page => page.Models, page => page.NextPageToken);
        return models.Find(model => model.Name == name);
    }
}
