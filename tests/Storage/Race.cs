namespace Groundwork.Storage.Tests;

/// <summary>Runs several sessions at the same time: all at once, or step by step in an order that the test says.</summary>
static class Race
{
    /// <summary>Lets <paramref name="runners"/> copies start at the same moment; what each came back with.</summary>
    public static async Task<T[]> Of<T>(int runners, Func<int, Task<T>> run)
    {
        using var start = new Barrier(runners);
        return await Task.WhenAll(Enumerable.Range(0, runners).Select(i => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            return run(i);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
    }

    /// <summary>Waits, but not for ever: a race that hangs is a failure with a name.</summary>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <inheritdoc cref="Soon{T}"/>
    public static Task Soon(this Task task) => task.WaitAsync(TimeSpan.FromSeconds(30));
}

/// <summary>A place in one session that another waits for.</summary>
sealed class Signal
{
    readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set() => reached.TrySetResult();

    public Task Reached => reached.Task.Soon();
}

/// <summary>Keeps SQLite's one writer busy, so that everything that is written meanwhile waits for the same group.</summary>
sealed class HeldWriter : IDisposable
{
    readonly ManualResetEventSlim go = new();
    readonly Signal running = new();
    readonly Task held;

    HeldWriter(Db db) => held = db.Write(null, _ =>
    {
        running.Set();
        go.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
        return ValueTask.CompletedTask;
    });

    public static async Task<HeldWriter> Of(Db db)
    {
        var writer = new HeldWriter(db);
        await writer.running.Reached;
        return writer;
    }

    public async Task Release()
    {
        go.Set();
        await held.Soon();
    }

    /// <summary>Lets the writer go on without asking how its own unit ended.</summary>
    public void Go() => go.Set();

    public void Dispose() => go.Set();
}
