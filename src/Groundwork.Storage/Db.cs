using Groundwork.Storage.Backups;

namespace Groundwork.Storage;

/// <summary>The two entrances to a database: read a snapshot, or write one unit that happens entirely or not at all.</summary>
public abstract class Db : IAsyncDisposable
{
    /// <summary>Which engine this is; only storage code and diagnostics may care.</summary>
    public abstract Engine Engine { get; }

    /// <summary>What operators want to know of it.</summary>
    public DbMeter Meter { get; } = new();

    /// <summary>How long a read has held the database at most, since the start: what keeps old rows from being cleared away.</summary>
    public TimeSpan LongestRead => Meter.LongestRead;

    /// <summary>Reads from one consistent snapshot, beside the writers. Keep it under a second: page long work.</summary>
    public abstract Task<T> Read<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel = default);

    /// <summary>
    /// Runs one unit of work and returns when it is durable. The unit may be run again after a
    /// conflict, awaits nothing but its session, and takes at most 50 ms; cut bulk work into chunks.
    /// </summary>
    /// <exception cref="StorageFullException">The disk is full; nothing of the unit is kept.</exception>
    /// <exception cref="StorageUnavailableException">The database can't take writes now; nothing of the unit is kept.</exception>
    public abstract Task<T> Write<T>(string? workspace, Func<Session, ValueTask<T>> work, CancellationToken cancel = default);

    /// <inheritdoc cref="Write{T}"/>
    public Task Write(string? workspace, Func<Session, ValueTask> work, CancellationToken cancel = default) =>
        Write(workspace, async s => { await work(s); return true; }, cancel);

    /// <summary>Brings the schema to the newest migration, or refuses a schema that is newer than this program.</summary>
    public abstract Task Migrate(IReadOnlyList<Migration> migrations, CancellationToken cancel = default);

    /// <summary>
    /// How often units of this process have changed the tables of an area; null where others may change them as well. Whoever keeps something that
    /// was read from them asks before it reads: what it kept holds while the number is the same.
    /// </summary>
    /// <param name="area">The area's folder below Features.</param>
    public virtual long? Changes(string area) => null;

    /// <summary>The time that a session would have if it began now; null where only the database knows.</summary>
    public virtual long? Clock => null;

    /// <summary>Looks after what the engine knows of its tables; called every few seconds.</summary>
    public virtual Task Maintain(CancellationToken cancel = default) => Task.CompletedTask;

    /// <summary>What an operator should know about this database, for <c>doctor</c>.</summary>
    public abstract Task<IReadOnlyList<(string Name, string Value, bool Good)>> Diagnose(CancellationToken cancel = default);

    /// <summary>How many bytes the database takes on its disk.</summary>
    public abstract Task<long> Size(CancellationToken cancel = default);

    /// <summary>The database as it is now, to be read in peace while the server goes on.</summary>
    /// <param name="folder">Where it may put a copy.</param>
    /// <param name="cancel">Stops.</param>
    public abstract Task<FrozenDb> Freeze(string folder, CancellationToken cancel = default);

    /// <summary>
    /// Takes an empty database for a restore; one that a restore was cut off in is emptied first. Until <see cref="Restored"/> no server
    /// takes it.
    /// </summary>
    public virtual Task TakeForRestore(CancellationToken cancel = default) => Task.CompletedTask;

    /// <summary>Fills tables that are empty. Migrate first.</summary>
    public abstract Task<RowLoader> Load(CancellationToken cancel = default);

    /// <summary>Lets servers take the database.</summary>
    public virtual Task Restored(CancellationToken cancel = default) => Task.CompletedTask;

    public abstract ValueTask DisposeAsync();
}

/// <summary>The disk (or the quota) is full. Nothing of the unit was kept; free space and send it again.</summary>
public sealed class StorageFullException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The database can't be reached or can't write. Nothing of the unit was kept; send it again later.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A text has the character U+0000, which no engine stores.</summary>
public sealed class UnstorableTextException() : Exception("Remove the character U+0000 (NUL) and send it again.");

/// <summary>Code wrote a table of another area, or asked without its workspace. Found by the walls that the tests switch on.</summary>
public sealed class WallBreachException(string message) : Exception(message);
