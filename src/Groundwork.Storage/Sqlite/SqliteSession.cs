using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Groundwork.Storage.Sqlite;

/// <summary>A session on one SQLite connection; every call completes before it returns.</summary>
sealed class SqliteSession(SqliteConnectionPlus connection, long tx, HashSet<string>? changed = null) : Session
{
    readonly int thread = Environment.CurrentManagedThreadId;
    volatile bool ended;

    /// <summary>The connection goes to somebody else now; who still holds this session must not touch it.</summary>
    internal void End() => ended = true;

    public override bool Alone => Writes;

    public override ValueTask<int> Run(Sql sql, string caller = "") => ValueTask.FromResult(Execute(sql, caller));

    public override ValueTask Send(Sql sql, string caller = "")
    {
        Execute(sql, caller);
        return ValueTask.CompletedTask;
    }

    int Execute(Sql sql, string caller)
    {
        if (!Writes)
            throw new InvalidOperationException("A reading session can't write: use Db.Write.");
        Guard();
        Changed(caller);
        try
        {
            return sql.Rows is null ? connection.Bind(sql, tx, this, caller).Run()
                : connection.RunRows(sql.Render(Engine.Sqlite, tx), taken => sql.Render(Engine.Sqlite, tx, taken), this, caller);
        }
        catch (SqliteException e)
        {
            throw Failed(e);
        }
    }

    public override ValueTask Each(Sql sql, Action<Row> take, int limit = int.MaxValue, string caller = "")
    {
        Guard();
        try
        {
            if (sql.Rows is not { } rows)
                Read(connection.Bind(sql, tx, this, caller), take, ref limit, caller);
            else
                for (var at = 0; at < rows.Count && limit > 0; at++)
                {
                    var rendered = sql.Render(Engine.Sqlite, tx);
                    Read(connection.Bulk(rendered, 1, _ => rendered, this, caller).Bind(rendered, at), take, ref limit, caller);
                }
            return ValueTask.CompletedTask;
        }
        catch (SqliteException e)
        {
            throw Failed(e);
        }
    }

    void Changed(string caller) => changed?.Add(CallerArea.Of(caller));

    void Read(SqliteStatement statement, Action<Row> take, ref int limit, string caller)
    {
        if (statement.Writes)
            Changed(caller);
        try
        {
            for (var row = new Row(statement); limit > 0 && statement.Step(); limit--)
                take(row);
        }
        finally
        {
            statement.Reset();
        }
    }

    private protected override Exception Translate(DbException e) => e is SqliteException s ? SqliteErrors.Translate(s) : e;

    void Guard()
    {
        // What runs on after an await of something else comes back on another thread, beside the writer.
        if (ended || (Writes && Environment.CurrentManagedThreadId != thread))
            throw new InvalidOperationException("This session is over. A unit of work awaits only its own session and doesn't keep it.");
        // Without a transaction each statement would be kept on its own.
        if (Writes && connection.InAutocommit)
            throw new StorageUnavailableException("The database gave the transaction up. Nothing of this request was kept; try again.", Failure);
    }
}

static class SqliteErrors
{
    const int Full = 13, IoError = 10, NoMemory = 7, Busy = 5, Locked = 6, ReadOnly = 8, Corrupt = 11, CantOpen = 14;

    internal static Exception Translate(SqliteException e) => e.SqliteErrorCode switch
    {
        Full => new StorageFullException("The disk that holds the data folder is full. Free some space; nothing that was acknowledged is lost.", e),
        IoError or NoMemory or Busy or Locked or ReadOnly or Corrupt or CantOpen =>
            new StorageUnavailableException($"The database can't be used now ({e.Message}). Nothing of this request was kept; try again.", e),
        _ => e,
    };
}
