using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;

namespace Trm.Grid.Hosting;

/// <summary>A version whose files lie here, its signature and every digest checked.</summary>
public sealed record PulledPackage(ModelVersion Version, PackageFolder Package);
