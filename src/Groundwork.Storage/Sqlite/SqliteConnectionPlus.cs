using Microsoft.Data.Sqlite;

namespace Groundwork.Storage.Sqlite;

/// <summary>A connection with its prepared statements, and the walls when a test switches them on.</summary>
sealed class SqliteConnectionPlus : IDisposable
{
    const int StatementsKept = 400;

    readonly SqliteConnection connection;
    readonly SqliteWalls? walls;
    readonly Dictionary<string, SqliteCommand> words = new(StringComparer.Ordinal);
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
        Execute($"PRAGMA cache_size={(writes ? -65536 : -16384)}");
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

    internal SqliteCommand Bind(Rendered sql, Session session, string caller)
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

    void Forget()
    {
        foreach (var each in prepared.Values)
            each.Dispose();
        prepared.Clear();
    }

    static string JsonArray(IReadOnlyCollection<string> ids)
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
        connection.Dispose();
    }
}
