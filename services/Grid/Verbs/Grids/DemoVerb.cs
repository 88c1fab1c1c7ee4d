using System.CommandLine;
using Trm.Grid.Connection;
using Trm.Grid.Demo;

namespace Trm.Grid.Verbs.Grids;

internal static class DemoVerb
{
    static readonly Option<FileInfo> Map = new("--map") { Description = "The floor plan to drive on, any ROS map_server map; else one that comes along.", HelpName = "FILE.yaml" };
    static readonly Option<double> Budget = new("--budget-seconds") { Description = "How long to train.", DefaultValueFactory = _ => 150 };
    static readonly Option<double> Gate = new("--gate-valid")
    {
        Description = "The share of valid paths that the evaluation must show before the alias moves.",
        DefaultValueFactory = _ => 0.5,
    };

    public static Command Create()
    {
        Ranges.Require(Budget, 1, 86_400);
        Ranges.Require(Gate, 0, 1);
        return Verb.Of("demo", "From nothing to a robot's checked path: trains a planner, proves it, rolls it out to two agents, and plans with them.",
            [Map, Budget, Gate], call => DemoRun.RunAsync(call, call.Value(Map)?.FullName ?? DemoMap.OwnFile, TimeSpan.FromSeconds(call.Value(Budget)), call.Value(Gate)));
    }
}
