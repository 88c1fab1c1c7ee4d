using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Moves a network's parameters as the recipe's rules say. The gradient's norm never has to reach the host.</summary>
internal sealed class Optimiser : IDisposable
{
    private readonly Recipe recipe;
    private readonly IUpdateRule[] rules;

    public Optimiser(Network network, Recipe recipe)
    {
        this.recipe = recipe;
        Gradient = zeros_like(network.Flat).DetachFromDisposeScope();
        rules = [.. RulesFor(network)];
    }

    /// <summary>[P]: what it moves the parameters by; whoever computes it writes it here, see <see cref="Network.GatherInto"/>.</summary>
    public Tensor Gradient { get; }

    /// <summary>What a checkpoint must keep, by name.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => rules.SelectMany(rule => rule.State);

    /// <summary>Scales the gradient down to the recipe's largest norm and gives the norm that it had: a scalar tensor, no host sync.</summary>
    public Tensor Clip()
    {
        using var scope = NewDisposeScope();
        var norm = Gradient.norm();
        if (recipe.Clip > 0) Gradient.mul_(norm.add(1e-6).reciprocal().mul(recipe.Clip).clamp_max(1));
        return norm.MoveToOuterDisposeScope();
    }

    /// <param name="step">1 for the first.</param>
    /// <param name="factor">What the schedule leaves of every learning rate, 0 to 1.</param>
    public void Step(long step, double factor)
    {
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        foreach (var rule in rules) rule.Apply(step, factor);
        Gradient.zero_();
    }

    public void Dispose()
    {
        foreach (var rule in rules) rule.Dispose();
        Gradient.Dispose();
    }

    private IEnumerable<IUpdateRule> RulesFor(Network network)
    {
        var all = network.Flat.numel();
        if (recipe.Optimiser == OptimiserKind.Muon)
        {
            var (first, count) = ParameterLayout.BlockRange(network.Configuration);
            yield return new MuonRule(network, Gradient, recipe);
            yield return new AdamRule(network.Flat, Gradient, recipe, (0, first), (first + count, all - first - count));
        }
        else
        {
            yield return new AdamRule(network.Flat, Gradient, recipe, (0, all));
        }
        if (network.Configuration.Puzzles > 0) yield return new SignRule(network, recipe);
    }
}
