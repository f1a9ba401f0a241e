using Microsoft.Data.Sqlite;

namespace Groundwork.Storage.Sqlite;

/// <summary>A connection with its prepared statements, and the walls when a test switches them on.</summary>
sealed class SqliteConnectionPlus : IDisposable
{
    const int StatementsKept = 400;

    readonly SqliteConnection connection;
    readonly SqliteWalls? walls;
    readonly Dictionary<string, SqliteCommand> words = new(StringComparer.Ordinal);
    readonly Dictionary<(string Text, int Taken), SqliteBulk> bulk = [];
    readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    internal SqliteConnectionPlus(string path, bool writes, SqliteWalls? walls)
    {
        this.walls = walls;
        connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 10,
        }.ToString());
        connection.Open();
        // FULL: a commit is on the disk before anyone is told. WAL: readers never wait for the writer.
        Execute("PRAGMA busy_timeout=10000");
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("PRAGMA foreign_keys=ON");
        // Without it, INSERT OR REPLACE would delete rows of an immutable table past its trigger.
        Execute("PRAGMA recursive_triggers=ON");
        Execute("PRAGMA temp_store=MEMORY");
        // KiB. Pages that fall out of it are still in the system's cache, which all connections share.
        Execute($"PRAGMA cache_size={(writes ? -24576 : -6144)}");
        if (!writes)
            Execute("PRAGMA query_only=ON");
        if (walls is not null)
            SqliteWalls.Watch(connection);
    }

    /// <summary>Has SQLite given up the transaction by itself (disk full, I/O error)?</summary>
    internal bool InAutocommit => SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) != 0;

    internal long TotalChanges => SQLitePCL.raw.sqlite3_total_changes(connection.Handle);

    /// <summary>Runs a text of this project's own, never one with a value in it.</summary>
    internal void Execute(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs one of the few words that frame every unit, prepared once.</summary>
    internal void Word(string text)
    {
        if (!words.TryGetValue(text, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = text;
            words.Add(text, command);
        }
        command.ExecuteNonQuery();
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

    /// <param name="time">Which of the statement's rows is bound, if it takes rows.</param>
    internal SqliteCommand Bind(Rendered sql, Session session, string caller, int time = 0)
    {
        // A watched statement is judged when it is prepared, so who asks is part of what it is.
        var key = walls is null ? sql.Text : SqliteWalls.Key(sql.Text, session, caller);
        if (!prepared.TryGetValue(key, out var command))
        {
            command = Prepare(sql, session, caller);
            if (prepared.Count >= StatementsKept)
                Forget();
            prepared.Add(key, command);
        }
        for (var i = 0; i < sql.Values.Count; i++)
            command.Parameters[i].Value = sql.Values[i] switch
            {
                { Value: null } => DBNull.Value,
                { Value: Rows.Column column } => column.Values.GetValue(time) ?? DBNull.Value,
                { Kind: HoleKind.Ids, Value: IReadOnlyCollection<string> ids } => JsonArray(ids),
                { Kind: HoleKind.Numbers, Value: IReadOnlyCollection<long> numbers } => $"[{string.Join(',', numbers)}]",
                var hole => hole.Value,
            };
        return command;
    }

    SqliteCommand Prepare(Rendered sql, Session session, string caller)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql.Text;
        for (var i = 0; i < sql.Values.Count; i++)
            command.Parameters.Add(new SqliteParameter($"${i + 1}", sql.Values[i].Kind switch
            {
                HoleKind.Integer => SqliteType.Integer,
                HoleKind.Real => SqliteType.Real,
                HoleKind.Bytes => SqliteType.Blob,
                _ => SqliteType.Text,
            }));
        if (walls is not null)
            SqliteWalls.Begin();
        command.Prepare();
        walls?.Judge(sql.Text, session, caller);
        return command;
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

    SqliteBulk Bulk(Rendered sql, int taken, Func<int, Rendered> render, Session session, string caller)
    {
        var key = (walls is null ? sql.Text : SqliteWalls.Key(sql.Text, session, caller), taken);
        if (bulk.TryGetValue(key, out var statement))
            return statement;
        if (walls is not null)
            SqliteWalls.Begin();
        statement = new SqliteBulk(connection.Handle!, render(taken));
        try
        {
            walls?.Judge(sql.Text, session, caller);
        }
        catch
        {
            statement.Dispose();
            throw;
        }
        bulk.Add(key, statement);
        return statement;
    }

    void Forget()
    {
        foreach (var each in prepared.Values)
            each.Dispose();
        prepared.Clear();
    }

    internal static string JsonArray(IReadOnlyCollection<string> ids)
    {
        using var buffer = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var id in ids)
                json.WriteStringValue(id);
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
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
