using System.Globalization;
using Trm.Grid.Tests.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- [step | training | replicas | presets | serving | solving COUNT | agent IDLE_SECONDS | replanning CHANGES SIDE | reuse MAPS | queries COUNT LARGEST_SIDE SIDE_OF_LARGE_MAPS]
// Every figure beside what it is to be compared with, taken in the same run. Without a name: the first three.
string[] tables = args is [var only, ..] ? [only] : ["step", "training", "serving"];
foreach (var row in tables.SelectMany(Table))
    Console.WriteLine(row);
return 0;

IEnumerable<string> Table(string name) => name switch
{
    "step" => StepBenchmark.Rows().Prepend("| supervision step | time | of the matrix product's rate |\n|---|---|---|"),
    "training" => TrainingBenchmark.Rows().Prepend("\n| training step | time | of the matrix product's rate |\n|---|---|---|"),
    "replicas" => ReplicaBenchmark.Rows().Prepend("\n| training step | in one piece | 2 replicas | 4 replicas |\n|---|---|---|---|"),
    "presets" => PresetBenchmark.Rows().Prepend("\n| preset | parameters | slots | computed in | training step | GFLOP/s | of the matrix product's rate |\n|---|---|---|---|---|---|---|"),
    "serving" => ServingBenchmark.Rows().Prepend("\n| the same step through the model's own process | here | there | for the way |\n|---|---|---|---|"),
    "solving" => SolvingBenchmark.Rows(Number(1, 100)).Prepend("\n| puzzles | verified | steps to it | p50 | p95 | exact solver, p50 | p95 |\n|---|---|---|---|---|---|---|"),
    "agent" => AgentBenchmark.Rows(Number(1, 60)),
    "replanning" => ReplanningBenchmark.Rows(Number(1, 1000), Number(2, 32)),
    "reuse" => ReuseBenchmark.Rows(Number(1, 40)),
    "queries" => QueryBenchmark.Rows(Number(1, 100_000), Number(2, 20), Number(3, 80)),
    _ => throw new ArgumentException($"'{name}' is no benchmark: expected step, training, replicas, presets, serving, solving, agent, replanning, reuse or queries"),
};

int Number(int place, int usual) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : usual;
