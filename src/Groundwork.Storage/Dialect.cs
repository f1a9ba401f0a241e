namespace Groundwork.Storage;

/// <summary>The few words that the engines spell differently; everything else is common SQL.</summary>
public sealed class Dialect
{
    const string Offset = "current_setting('groundwork.commit_offset')::bigint";

    readonly string sqlite;
    readonly string postgres;

    Dialect(string sqlite, string postgres) => (this.sqlite, this.postgres) = (sqlite, postgres);

    /// <summary>Locks the selected rows until the transaction ends. SQLite has one writer, so there it is nothing.</summary>
    public static readonly Dialect Lock = new("", "FOR UPDATE");

    /// <summary>Locks the selected rows and leaves out those that someone else holds.</summary>
    public static readonly Dialect LockFree = new("", "FOR UPDATE SKIP LOCKED");

    /// <summary>The number of the running transaction: rows are read "as of" it, never by id or time.</summary>
    /// <remarks>PostgreSQL numbers transactions for the whole cluster; what is added keeps a restored database ahead of its rows.</remarks>
    public static readonly Dialect Tx = new("", $"(pg_current_xact_id()::text::bigint + {Offset})");

    /// <summary>Every transaction with a smaller number has ended, so what it wrote is complete.</summary>
    public static readonly Dialect Settled =
        new("(SELECT n + 1 FROM commit_number)", $"(pg_snapshot_xmin(pg_current_snapshot())::text::bigint + {Offset})");

    /// <summary>Case-insensitive LIKE.</summary>
    public static readonly Dialect Like = new("LIKE", "ILIKE");

    internal string On(Engine engine) => engine == Engine.Sqlite ? sqlite : postgres;
}
