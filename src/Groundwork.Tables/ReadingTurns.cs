namespace Groundwork.Tables;

/// <summary>
/// How many tables are read at a time, each by a process with memory of its own. Whoever only looks waits a little and is told; an import
/// waits for its turn, and has turns of its own, so that long imports never keep people from looking.
/// </summary>
sealed class ReadingTurns : IDisposable
{
    internal const int MostLooks = 2, MostImports = 2;

    static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(15);
    static readonly SemaphoreSlim Looks = new(MostLooks), Imports = new(MostImports);

    SemaphoreSlim? held;

    ReadingTurns(SemaphoreSlim held) => this.held = held;

    /// <summary>For tests: how long a look waits instead.</summary>
    internal static AsyncLocal<TimeSpan?> Patience { get; } = new();

    /// <exception cref="TablesBusyException">Nothing came free in time.</exception>
    internal static async Task<ReadingTurns> Take(bool waits, CancellationToken cancel)
    {
        var turns = waits ? Imports : Looks;
        if (!await turns.WaitAsync(waits ? Timeout.InfiniteTimeSpan : Patience.Value ?? UsualPatience, cancel))
            throw new TablesBusyException();
        return new ReadingTurns(turns);
    }

    public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
}

/// <summary>As many tables are being read as can be at once, and none came to its end in time.</summary>
public sealed class TablesBusyException() : Exception("The server is looking into as many Parquet files as it can at once.")
{
    /// <summary>What to do about it, as a sentence.</summary>
    public string Todo { get; } = "Nothing was read or kept. Try again in a minute; files that are imported wait for their turn by themselves.";
}
