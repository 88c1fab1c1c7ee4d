using Trm.Grid.Tests.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks: every figure beside the floor that was measured in the same run.
Console.WriteLine("| supervision step, one question | time | of the matrix product's rate |\n|---|---|---|");
foreach (var row in StepBenchmark.Rows())
    Console.WriteLine(row);
Console.WriteLine("\n| the same step through the model's own process | here | there | for the way |\n|---|---|---|---|");
foreach (var row in ServingBenchmark.Rows())
    Console.WriteLine(row);
return 0;
