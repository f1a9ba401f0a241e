using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Groundwork.Storage.Sqlite;

/// <summary>A session on one SQLite connection; every call completes before it returns.</summary>
sealed class SqliteSession(SqliteConnectionPlus connection, long tx) : Session
{
    readonly int thread = Environment.CurrentManagedThreadId;
    volatile bool ended;

    /// <summary>The connection goes to somebody else now; who still holds this session must not touch it.</summary>
    internal void End() => ended = true;

    public override ValueTask<int> Run(Sql sql, string caller = "")
    {
        if (!Writes)
            throw new InvalidOperationException("A reading session can't write: use Db.Write.");
        Guard();
        try
        {
            var rendered = sql.Render(Engine.Sqlite, tx);
            return ValueTask.FromResult(rendered.Rows is null
                ? connection.Bind(rendered, this, caller).ExecuteNonQuery()
                : connection.RunRows(rendered, taken => sql.Render(Engine.Sqlite, tx, taken), this, caller));
        }
        catch (SqliteException e)
        {
            throw Failed(e);
        }
    }

    private protected override int Times(Sql sql) => sql.Rows?.Count ?? 1;

    private protected override ValueTask<DbDataReader> Open(Sql sql, int time, string caller)
    {
        Guard();
        return ValueTask.FromResult<DbDataReader>(connection.Bind(sql.Render(Engine.Sqlite, tx), this, caller, time).ExecuteReader());
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
