using Microsoft.Extensions.Logging;

namespace Trm.Grid.Edge.Commands;

/// <summary>One line an event on standard error, as systemd's journal likes it: standard output belongs to answers.</summary>
internal sealed class StderrLog : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Writer();

    public void Dispose()
    {
    }

    private sealed class Writer : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var name = eventId.Name is { Length: > 0 } known ? $"{known}: " : "";
            var fault = exception is null ? "" : $" | {exception}";
            Console.Error.WriteLine($"{logLevel.ToString().ToLowerInvariant()} {name}{formatter(state, exception)}{fault}");
        }
    }
}
