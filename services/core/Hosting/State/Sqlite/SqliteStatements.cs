using Microsoft.Data.Sqlite;

namespace Trm.Grid.Hosting;

/// <summary>A connection with its statements prepared once. Parameters are $a, $b, $c, $d in order. Not for several threads.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private static readonly string[] Names = ["$a", "$b", "$c", "$d"];
    private readonly Dictionary<string, SqliteCommand> prepared = [];

    public object? Scalar(string text, params ReadOnlySpan<object> arguments) => Command(text, arguments).ExecuteScalar();

    public int Execute(string text, params ReadOnlySpan<object> arguments) => Command(text, arguments).ExecuteNonQuery();

    public List<T> Query<T>(string text, Func<SqliteDataReader, T> row, params ReadOnlySpan<object> arguments)
    {
        var rows = new List<T>();
        using var reader = Command(text, arguments).ExecuteReader();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Command(string text, ReadOnlySpan<object> arguments)
    {
        if (!prepared.TryGetValue(text, out var command))
        {
            command = connection.CreateCommand();
            // Only our own constant texts come here: every value is a parameter.
#pragma warning disable CA2100
            command.CommandText = text;
#pragma warning restore CA2100
            for (var i = 0; i < arguments.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = Names[i] });
            prepared.Add(text, command);
        }
        for (var i = 0; i < arguments.Length; i++)
            command.Parameters[i].Value = arguments[i];
        return command;
    }
}
