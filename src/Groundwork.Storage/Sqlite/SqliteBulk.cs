using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Groundwork.Storage.Sqlite;

/// <summary>
/// One prepared statement that takes a number of rows at a time. It binds by position and writes texts straight into
/// SQLite: the driver's commands look each parameter up by its name, which for an import costs as much as the insert.
/// </summary>
sealed class SqliteBulk : IDisposable
{
    readonly sqlite3 database;
    readonly sqlite3_stmt statement;
    readonly List<Hole> places;

    internal SqliteBulk(sqlite3 database, Rendered sql)
    {
        (this.database, places) = (database, [.. sql.Values.Select(v => v.Value is Rows.Column ? v : v with { Value = null })]);
        Check(raw.sqlite3_prepare_v2(database, sql.Text, out statement));
    }

    /// <summary>Runs it for the rows from <paramref name="from"/> on; how many rows it touched.</summary>
    internal int Run(Rendered sql, int from)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            Bind(sql, from, ref buffer);
            int done;
            do
                done = raw.sqlite3_step(statement);
            while (done == raw.SQLITE_ROW);
            // An error is said again by the reset, with its message; the statement is free for the next unit either way.
            var reset = raw.sqlite3_reset(statement);
            if (done != raw.SQLITE_DONE)
                Check(reset == raw.SQLITE_OK ? done : reset);
            return raw.sqlite3_changes(database);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // What is the same for all rows stands before or behind the columns, whose places come once for each row.
    void Bind(Rendered sql, int from, ref byte[] buffer)
    {
        var columns = sql.Rows!.Columns;
        var (scalar, cell) = (0, 0);
        for (var place = 0; place < places.Count; place++)
            if (places[place].Value is Rows.Column)
            {
                Bind(place + 1, columns[cell % columns.Count].Values, from + cell / columns.Count, ref buffer);
                cell++;
            }
            else
            {
                while (sql.Values[scalar].Value is Rows.Column)
                    scalar++;
                Bind(place + 1, sql.Values[scalar++].Value, ref buffer);
            }
    }

    void Bind(int place, Array column, int row, ref byte[] buffer)
    {
        if (column is string?[] texts)
            Text(place, texts[row], ref buffer);
        else if (column is long?[] integers)
            Check(integers[row] is { } integer ? raw.sqlite3_bind_int64(statement, place, integer) : raw.sqlite3_bind_null(statement, place));
        else
            Bind(place, column.GetValue(row), ref buffer);
    }

    void Bind(int place, object? value, ref byte[] buffer)
    {
        if ((value is IReadOnlyCollection<string> ids ? SqliteConnectionPlus.JsonArray(ids)
            : value is IReadOnlyCollection<long> numbers ? $"[{string.Join(',', numbers)}]" : value) is string text)
            Text(place, text, ref buffer);
        else
            Check(value switch
            {
                null => raw.sqlite3_bind_null(statement, place),
                long integer => raw.sqlite3_bind_int64(statement, place, integer),
                double real => raw.sqlite3_bind_double(statement, place, real),
                byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
                _ => throw new InvalidOperationException($"A statement that takes rows can't take {value.GetType().Name}."),
            });
    }

    void Text(int place, string? text, ref byte[] buffer)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(statement, place));
            return;
        }
        if (Encoding.UTF8.GetMaxByteCount(text.Length) > buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        }
        Check(raw.sqlite3_bind_text(statement, place, buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer))));
    }

    void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, database);
    }

    public void Dispose() => statement.Dispose();
}
