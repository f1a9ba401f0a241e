using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Groundwork.Storage.Sqlite;

/// <summary>
/// One prepared statement, and the row at which it stands. It binds by position and moves texts straight between SQLite and strings: the
/// driver's commands look each parameter up by its name and make a reader for each run, which costs more than most statements do.
/// </summary>
sealed class SqliteStatement : IColumns, IDisposable
{
    const int OnStack = 1024;

    readonly sqlite3 database;
    readonly sqlite3_stmt statement;
    // What each place holds, where that is an integer: SQLite plans a statement anew whenever its LIMIT is bound, be it to the same number.
    readonly long?[] held;
    bool running;

    internal SqliteStatement(sqlite3 database, string text)
    {
        this.database = database;
        Check(raw.sqlite3_prepare_v3(database, text, raw.SQLITE_PREPARE_PERSISTENT, out statement));
        held = new long?[raw.sqlite3_bind_parameter_count(statement)];
        Writes = raw.sqlite3_stmt_readonly(statement) == 0;
    }

    /// <summary>Does it change something? One that returns rows may.</summary>
    internal bool Writes { get; }

    /// <param name="place">From 1 on.</param>
    /// <param name="hole">The value.</param>
    internal void Bind(int place, in Hole hole)
    {
        if (hole.IsNumber && hole.Kind == HoleKind.Integer)
        {
            if (held[place - 1] != hole.Integer)
                Check(raw.sqlite3_bind_int64(statement, place, hole.Integer));
            held[place - 1] = hole.Integer;
            return;
        }
        held[place - 1] = null;
        if (hole.IsNumber)
            Check(raw.sqlite3_bind_double(statement, place, hole.Real));
        else if (hole.Value is string text)
            BindText(place, text);
        else
            BindOther(place, hole.Value);
    }

    void BindOther(int place, object? value)
    {
        switch (value)
        {
            case null:
                Check(raw.sqlite3_bind_null(statement, place));
                break;
            case byte[] bytes:
                Check(raw.sqlite3_bind_blob(statement, place, bytes));
                break;
            case IReadOnlyCollection<string> ids:
                BindText(place, JsonArray(ids));
                break;
            case IReadOnlyCollection<long> numbers:
                BindText(place, $"[{string.Join(',', numbers)}]");
                break;
            default:
                throw new InvalidOperationException($"A statement can't take {value.GetType().Name}.");
        }
    }

    void BindText(int place, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= OnStack)
        {
            Span<byte> near = stackalloc byte[OnStack];
            Check(raw.sqlite3_bind_text(statement, place, near[..Encoding.UTF8.GetBytes(text, near)]));
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(most);
        Check(raw.sqlite3_bind_text(statement, place, buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer))));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Runs it to its end, whatever rows it has; how many rows it touched.</summary>
    internal int Run()
    {
        try
        {
            while (Step())
                continue;
            return raw.sqlite3_changes(database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Goes to the next row; false behind the last. Call <see cref="Reset"/> in the end, whatever happens.</summary>
    internal bool Step()
    {
        running = true;
        var done = raw.sqlite3_step(statement);
        if (done is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return done == raw.SQLITE_ROW;
        SqliteException.ThrowExceptionForRC(done, database);
        return false;
    }

    /// <summary>Makes it ready to run again. Of an error the step has told.</summary>
    internal void Reset()
    {
        if (running)
            _ = raw.sqlite3_reset(statement);
        running = false;
    }

    /// <summary>Is somebody reading its rows now? Then it can't run for somebody else.</summary>
    internal bool Running => running;

    public bool IsNull(int i) => raw.sqlite3_column_type(statement, i) == raw.SQLITE_NULL;

    public string Text(int i) => IsNull(i) ? throw Missing(i) : Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, i));

    public long Long(int i) => IsNull(i) ? throw Missing(i) : raw.sqlite3_column_int64(statement, i);

    public double Double(int i) => IsNull(i) ? throw Missing(i) : raw.sqlite3_column_double(statement, i);

    public byte[] Bytes(int i) => IsNull(i) ? throw Missing(i) : raw.sqlite3_column_blob(statement, i).ToArray();

    static InvalidOperationException Missing(int i) => new($"Column {i} is null.");

    void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, database);
    }

    static string JsonArray(IReadOnlyCollection<string> ids)
    {
        var buffer = new ArrayBufferWriter<byte>(2 + ids.Count * 40);
        using (var json = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var id in ids)
                json.WriteStringValue(id);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public void Dispose() => statement.Dispose();
}
