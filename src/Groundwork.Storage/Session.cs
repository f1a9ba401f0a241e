using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Groundwork.Storage;

/// <summary>
/// One connection and, for writes, one transaction. Everything that a feature reads or writes goes
/// through the session that it was handed, and so shares its caller's transaction.
/// </summary>
public abstract class Session
{
    /// <summary>The workspace that this session may see, or null for the system's own work (sign-in, sweeping, folding).</summary>
    public required string? Workspace { get; init; }

    /// <summary>The database's time when the session began: Unix milliseconds, UTC.</summary>
    public required long Now { get; init; }

    /// <summary>Where the work comes from that this session is for.</summary>
    public Origin Origin { get; init; } = Origin.Server;

    /// <summary>Can this session write?</summary>
    public required bool Writes { get; init; }

    /// <summary>Can nobody else write while this unit runs? Then nothing needs to be locked, nor looked at again once it is.</summary>
    public virtual bool Alone => false;

    /// <summary>
    /// The first statement that failed. A unit that hides it fails all the same: PostgreSQL has given the
    /// transaction up by then and would turn its COMMIT into a ROLLBACK without a word.
    /// </summary>
    internal Exception? Failure { get; private set; }

    /// <summary>A new public id (UUIDv7).</summary>
    public string NewId() => Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(Now)).ToString();

    /// <summary>
    /// Plans each statement of this unit for the tables as they are now. For bulk work: it makes tables grow faster
    /// than PostgreSQL notices that a plan was made when they were small.
    /// </summary>
    public virtual ValueTask PlanAnew() => ValueTask.CompletedTask;

    /// <summary>Runs a statement; the number of rows it touched. One with <see cref="Rows"/> and none in them does nothing.</summary>
    public abstract ValueTask<int> Run(Sql sql, [CallerFilePath] string caller = "");

    /// <summary>
    /// Runs a statement without a result whose count nobody needs. PostgreSQL gets it together with the next one, or
    /// with the end of the unit, so it costs no round trip; if it fails, that is where.
    /// </summary>
    public abstract ValueTask Send(Sql sql, [CallerFilePath] string caller = "");

    /// <summary>All rows, mapped by hand.</summary>
    public async ValueTask<List<T>> All<T>(Sql sql, Func<Row, T> map, [CallerFilePath] string caller = "")
    {
        var found = new List<T>();
        await Each(sql, row => found.Add(map(row)), int.MaxValue, caller);
        return found;
    }

    /// <summary>The first row, or null.</summary>
    public async ValueTask<T?> One<T>(Sql sql, Func<Row, T> map, [CallerFilePath] string caller = "") where T : class
    {
        T? found = null;
        await Each(sql, row => found = map(row), 1, caller);
        return found;
    }

    /// <summary>The first column of the first row as an integer, or null.</summary>
    public async ValueTask<long?> Long(Sql sql, [CallerFilePath] string caller = "")
    {
        long? found = null;
        await Each(sql, row => found = row.LongOrNull(0), 1, caller);
        return found;
    }

    /// <summary>The first column of the first row as text, or null.</summary>
    public async ValueTask<string?> Text(Sql sql, [CallerFilePath] string caller = "")
    {
        string? found = null;
        await Each(sql, row => found = row.TextOrNull(0), 1, caller);
        return found;
    }

    /// <summary>Is there a row?</summary>
    public async ValueTask<bool> Any(Sql sql, [CallerFilePath] string caller = "")
    {
        var found = false;
        await Each(sql, _ => found = true, 1, caller);
        return found;
    }

    /// <summary>Hands every row to <paramref name="take"/>, at most <paramref name="limit"/> of them, without keeping them.</summary>
    public abstract ValueTask Each(Sql sql, Action<Row> take, int limit = int.MaxValue, [CallerFilePath] string caller = "");

    private protected virtual Exception Translate(DbException e) => e;

    private protected Exception Failed(DbException e) => Failure ??= Translate(e);
}
