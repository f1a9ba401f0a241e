using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Groundwork.Storage.Sqlite;

/// <summary>A connection with its prepared statements, and the walls when a test switches them on.</summary>
sealed class SqliteConnectionPlus : IDisposable
{
    const int StatementsKept = 1000;

    readonly SqliteConnection connection;
    readonly SqliteWalls? walls;
    readonly Dictionary<string, SqliteStatement> words = new(StringComparer.Ordinal);
    readonly Dictionary<(string Text, int Taken), SqliteBulk> bulk = [];
    readonly Dictionary<SqlShape, SqliteStatement> prepared = new(new SqlShape.Comparer());
    readonly Dictionary<SqlShape, SqliteStatement>.AlternateLookup<(string? Who, Sql Sql)> found;

    // Each connection is used by one thread at a time and nobody asks SQLite for its memory: without the locks for both, readers and the writer
    // don't wait for each other at each allocation. To be said before the first connection; later it is refused, and things are as they were.
    static SqliteConnectionPlus()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    internal SqliteConnectionPlus(string path, bool writes, SqliteWalls? walls)
    {
        this.walls = walls;
        found = prepared.GetAlternateLookup<(string? Who, Sql Sql)>();
        connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 10,
        }.ToString());
        connection.Open();
        // Small memory for running statements; each connection's own, so that it costs no lock. If refused, it comes from the heap as before.
        _ = raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_LOOKASIDE, IntPtr.Zero, 1200, writes ? 500 : 100);
        // FULL: a commit is on the disk before anyone is told. WAL: readers never wait for the writer.
        Execute("PRAGMA busy_timeout=10000");
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("PRAGMA foreign_keys=ON");
        // Without it, INSERT OR REPLACE would delete rows of an immutable table past its trigger.
        Execute("PRAGMA recursive_triggers=ON");
        Execute("PRAGMA temp_store=MEMORY");
        // Pages of 4 KiB. Most pages of a busy minute are written many times: moved into the file less often, they cost less.
        Execute("PRAGMA wal_autocheckpoint=4000");
        // KiB. Pages that fall out of it are still in the system's cache, which all connections share.
        Execute($"PRAGMA cache_size={(writes ? -24576 : -6144)}");
        if (!writes)
            Execute("PRAGMA query_only=ON");
        if (walls is not null)
            SqliteWalls.Watch(connection);
    }

    /// <summary>Has SQLite given up the transaction by itself (disk full, I/O error)?</summary>
    internal bool InAutocommit => raw.sqlite3_get_autocommit(connection.Handle) != 0;

    internal sqlite3 Handle => connection.Handle!;

    internal long TotalChanges => raw.sqlite3_total_changes(connection.Handle);

    /// <summary>Runs a text of this project's own, never one with a value in it.</summary>
    internal void Execute(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs one of the few words that frame every unit, prepared once.</summary>
    internal void Word(string text, long? number = null)
    {
        if (!words.TryGetValue(text, out var word))
            words.Add(text, word = new SqliteStatement(connection.Handle!, text));
        if (number is { } value)
            word.Bind(1, Hole.Of(value));
        word.Run();
    }

    internal long Scalar(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    internal string ScalarText(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>The prepared statement with its values. It is the caller's until it is reset.</summary>
    internal SqliteStatement Bind(Sql sql, long tx, Session session, string caller)
    {
        // A watched statement is judged when it is prepared, so who asks is part of what it is.
        var who = walls is null ? null : SqliteWalls.Who(session, caller);
        if (!found.TryGetValue((who, sql), out var statement))
        {
            if (prepared.Count >= StatementsKept)
                Forget();
            statement = Judged(sql.Render(Engine.Sqlite, tx).Text, session, caller, text => new SqliteStatement(connection.Handle!, text));
            found[(who, sql)] = statement;
        }
        if (statement.Running)
            throw new InvalidOperationException("A statement can't run while its own rows are read.");
        var place = 0;
        foreach (var part in sql.Parts)
            if (part.Text is null)
                statement.Bind(++place, part.Hole);
            else if (ReferenceEquals(part.Text, Dialect.Tx))
                statement.Bind(++place, Hole.Of(tx));
        return statement;
    }

    T Judged<T>(string text, Session session, string caller, Func<string, T> prepare) where T : IDisposable
    {
        if (walls is null)
            return prepare(text);
        SqliteWalls.Begin();
        var statement = prepare(text);
        try
        {
            walls.Judge(text, session, caller);
        }
        catch
        {
            statement.Dispose();
            throw;
        }
        return statement;
    }

    /// <summary>Runs a statement until it has taken all of its rows, most of them many at a time; how many rows it touched.</summary>
    internal int RunRows(Rendered sql, Func<int, Rendered> render, Session session, string caller)
    {
        var (touched, at) = (0, 0);
        foreach (var taken in (ReadOnlySpan<int>)[64, 8, 1])
            for (; sql.Rows!.Count - at >= taken; at += taken)
                touched += Bulk(sql, taken, render, session, caller).Run(sql, at);
        return touched;
    }

    /// <summary>The statement that takes so many of its rows at a time.</summary>
    internal SqliteBulk Bulk(Rendered sql, int taken, Func<int, Rendered> render, Session session, string caller)
    {
        var key = (walls is null ? sql.Text : $"{SqliteWalls.Who(session, caller)}|{sql.Text}", taken);
        if (!bulk.TryGetValue(key, out var statement))
            bulk.Add(key, statement = Judged(sql.Text, session, caller, _ => new SqliteBulk(connection.Handle!, render(taken))));
        return statement;
    }

    void Forget()
    {
        foreach (var each in prepared.Values)
            each.Dispose();
        prepared.Clear();
    }

    public void Dispose()
    {
        Forget();
        foreach (var each in words.Values)
            each.Dispose();
        foreach (var each in bulk.Values)
            each.Dispose();
        connection.Dispose();
    }
}
