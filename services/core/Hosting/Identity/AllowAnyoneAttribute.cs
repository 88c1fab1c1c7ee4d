namespace Trm.Grid.Hosting;

/// <summary>A call that needs no token and no certificate.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowAnyoneAttribute : Attribute;
