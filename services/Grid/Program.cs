using Trm.Grid.Verbs;

return await VerbTree.RunAsync(args, Console.Out, Console.Error);
