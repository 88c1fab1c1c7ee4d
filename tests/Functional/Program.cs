using Trm.Grid.Tests.Functional;
using Trm.Grid.Tests.Functional.Killed;

if (ChildProcess.OwnTask() is { } task)
{
    await task;
    return 0;
}

// As xunit's own entry point does.
return args.Any(argument => argument is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
