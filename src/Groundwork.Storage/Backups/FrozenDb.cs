using System.Data.Common;

namespace Groundwork.Storage.Backups;

/// <summary>A database as it was at one moment, to be read in peace while the server goes on.</summary>
public abstract class FrozenDb : Db
{
    /// <summary>When it was so, by the database's clock.</summary>
    public abstract long At { get; }

    /// <summary>What is in it.</summary>
    /// <param name="id">The id of the backup that is made of it.</param>
    /// <param name="cancel">Stops.</param>
    public abstract Task<BackupHead> Head(string id, CancellationToken cancel);

    /// <summary>Hands over each row of a table, of all workspaces.</summary>
    internal abstract Task Rows(BackupTable table, Func<DbDataReader, ValueTask> take, CancellationToken cancel);

    public override Task<T> Write<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel = default) => throw Frozen;

    public override Task Migrate(IReadOnlyList<Migration> migrations, CancellationToken cancel = default) => throw Frozen;

    public override Task<FrozenDb> Freeze(string folder, CancellationToken cancel = default) => throw Frozen;

    public override Task<RowLoader> Load(CancellationToken cancel = default) => throw Frozen;

    public override Task<IReadOnlyList<(string Name, string Value, bool Good)>> Diagnose(CancellationToken cancel = default) => throw Frozen;

    public override Task<long> Size(CancellationToken cancel = default) => throw Frozen;

    static InvalidOperationException Frozen => new("A frozen database is only read.");

    private protected static string KindOf(string type) => type.ToUpperInvariant() switch
    {
        "BIGINT" or "INTEGER" => "integer",
        "DOUBLE PRECISION" => "real",
        "BLOB" or "BYTEA" => "bytes",
        _ => "text",
    };
}

/// <summary>Fills the empty tables of a database with the rows of a backup.</summary>
public abstract class RowLoader : IAsyncDisposable
{
    /// <summary>Adds rows; each has a value for each of the table's columns.</summary>
    public abstract Task Add(BackupTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel);

    /// <summary>Says what the engine would know had it numbered the rows itself. The rows are durable when this returns.</summary>
    public abstract Task Finish(BackupHead head, CancellationToken cancel);

    public abstract ValueTask DisposeAsync();
}
