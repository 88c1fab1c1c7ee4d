using System.Reflection;
using Trm.Grid.Model.Internal;
using Xunit.v3;

// Two tests side by side would collect garbage while the other one is inside torch, which TorchSharp's scalars do not survive: see NoCollection.
[assembly: Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: Trm.Grid.Tests.Unit.House.CollectorRests]

namespace Trm.Grid.Tests.Unit.House;

/// <summary>Also the runner's own threads allocate.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class CollectorRestsAttribute : BeforeAfterTestAttribute
{
    private NoCollection? rest;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => rest = NoCollection.Begin();

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => rest?.Dispose();
}
