using System.Globalization;
using Trm.Grid.Tests.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- [step | replanning CHANGES SIDE | reuse MAPS]: every figure beside what it is to be compared with.
var rows = args.FirstOrDefault() switch
{
    null or "step" => StepBenchmark.Rows().Prepend("| supervision step, one question | time | of the matrix product's rate |\n|---|---|---|"),
    "replanning" => ReplanningBenchmark.Rows(Number(1, 1000), Number(2, 32)),
    "reuse" => ReuseBenchmark.Rows(Number(1, 40)),
    var other => throw new ArgumentException($"'{other}' is no benchmark: expected step, replanning or reuse"),
};
foreach (var row in rows)
    Console.WriteLine(row);
Console.WriteLine("\n| the same step through the model's own process | here | there | for the way |\n|---|---|---|---|");
foreach (var row in ServingBenchmark.Rows())
    Console.WriteLine(row);
return 0;

int Number(int place, int usual) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : usual;
