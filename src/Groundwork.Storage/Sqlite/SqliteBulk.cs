using SQLitePCL;

namespace Groundwork.Storage.Sqlite;

/// <summary>One prepared statement that takes a number of rows at a time.</summary>
sealed class SqliteBulk : IDisposable
{
    readonly SqliteStatement statement;

    // For each place: does it take a cell of a column, or what is the same for all rows?
    readonly bool[] ofColumn;

    internal SqliteBulk(sqlite3 database, Rendered sql) =>
        (statement, ofColumn) = (new SqliteStatement(database, sql.Text), [.. sql.Values.Select(v => v.Value is Rows.Column)]);

    /// <summary>Runs it for the rows from <paramref name="from"/> on; how many rows it touched.</summary>
    internal int Run(Rendered sql, int from)
    {
        Bind(sql, from);
        return statement.Run();
    }

    /// <summary>Binds the rows from <paramref name="from"/> on, for whoever reads what comes of them.</summary>
    internal SqliteStatement Bind(Rendered sql, int from)
    {
        // What is the same for all rows stands before or behind the columns, whose places come once for each row.
        var columns = sql.Rows!.Columns;
        var (scalar, cell) = (0, 0);
        for (var place = 0; place < ofColumn.Length; place++)
            if (ofColumn[place])
            {
                Bind(place + 1, columns[cell % columns.Count].Values, from + cell / columns.Count);
                cell++;
            }
            else
            {
                while (sql.Values[scalar].Value is Rows.Column)
                    scalar++;
                statement.Bind(place + 1, sql.Values[scalar++]);
            }
        return statement;
    }

    void Bind(int place, Array column, int row) => statement.Bind(place, column switch
    {
        string?[] texts => new Hole(HoleKind.Text, texts[row]),
        long?[] integers => integers[row] is { } integer ? Hole.Of(integer) : default,
        double?[] reals => reals[row] is { } real ? Hole.Of(real) : default,
        _ => throw new InvalidOperationException($"A column can't hold {column.GetType().Name}."),
    });

    public void Dispose() => statement.Dispose();
}
