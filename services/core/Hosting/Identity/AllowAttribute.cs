namespace Trm.Grid.Hosting;

/// <summary>Who may call a gRPC service or one of its methods; a method's word counts before its class's. What says nothing is closed to all.
/// The grid's own services may call whatever is not for devices alone.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowAttribute(params CallerRole[] roles) : Attribute
{
    public IReadOnlyList<CallerRole> Roles { get; } = roles;

    public bool Admits(CallerRole role) => Roles.Contains(role) || (role == CallerRole.Service && Roles.Any(r => r is not CallerRole.Device));
}
