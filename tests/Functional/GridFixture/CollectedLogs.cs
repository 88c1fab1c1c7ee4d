using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Trm.Grid.Tests.Functional;

/// <summary>Keeps what a grid logs.</summary>
public sealed class CollectedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> lines = new();

    public IReadOnlyCollection<Line> Lines => lines;

    public ILogger CreateLogger(string categoryName) => new Collector(categoryName, lines);

    public void Dispose()
    {
    }

    /// <summary>One logged line; <paramref name="Event"/> is its stable name.</summary>
    public sealed record Line(string Category, LogLevel Level, string? Event, string Text, Exception? Fault)
    {
        public override string ToString() => $"{Level} {Category} {Event}: {Text} {Fault}";
    }

    private sealed class Collector(string category, ConcurrentQueue<Line> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new(category, logLevel, eventId.Name, formatter(state, exception), exception));
    }
}
