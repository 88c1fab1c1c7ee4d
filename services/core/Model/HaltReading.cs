namespace Trm.Grid.Model;

/// <summary>What of the answer latent y the halt head reads.</summary>
public enum HaltReading
{
    /// <summary>Position 0: a prefix token where there is one, as in the reference.</summary>
    First,

    /// <summary>The mean over all cells, for networks without a prefix.</summary>
    Mean,
}
