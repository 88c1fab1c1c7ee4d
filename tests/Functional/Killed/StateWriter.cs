using System.Globalization;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Functional.Killed;

/// <summary>The child that writes state without end and says what is acknowledged.</summary>
internal static class StateWriter
{
    public const string Task = "state-writer";

    public static async Task RunAsync(string folder)
    {
        await using var store = SqliteStateStore.Open(Path.Combine(folder, "state.db"));
        while (true)
        {
            var sequence = await store.WriteAsync(state =>
            {
                var next = state.Append("journal", [1, 2, 3]);
                state.Put("table", "last", BitConverter.GetBytes(next));
                state.Put("table", $"n/{next:D10}", BitConverter.GetBytes(next));
                return next;
            });
            Console.WriteLine(sequence.ToString(CultureInfo.InvariantCulture));
        }
    }
}
