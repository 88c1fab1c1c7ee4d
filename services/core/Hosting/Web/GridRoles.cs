namespace Trm.Grid.Hosting;

/// <summary>The names of the roles that a grid's process can take.</summary>
public static class GridRoles
{
    public const string Training = "training";
    public const string Registry = "registry";
    public const string Evaluation = "evaluation";
    public const string Solving = "solving";
    public const string Fleet = "fleet";
}
