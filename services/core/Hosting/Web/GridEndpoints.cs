namespace Trm.Grid.Hosting;

/// <summary>Where a grid listens, as others reach it.</summary>
/// <param name="Control">gRPC for people, backends and the services themselves.</param>
/// <param name="Web">HTTP/1.1: JSON and gRPC-Web.</param>
/// <param name="Devices">gRPC over mutual TLS for devices.</param>
public sealed record GridEndpoints(Uri Control, Uri Web, Uri Devices);
