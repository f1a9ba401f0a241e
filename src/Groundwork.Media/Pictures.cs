using System.Collections.Concurrent;
using Groundwork.Media.Parent;
using Microsoft.Win32.SafeHandles;

namespace Groundwork.Media;

/// <summary>Whether pictures can be read on this machine, and by what; or what is missing.</summary>
public sealed record PictureState(bool Ready, string Text);

/// <summary>
/// Reads pictures that anybody may have made: in a few small processes that can do nothing else. One that takes too
/// much or falls over is replaced; whoever asked gets a refusal, nobody else notices.
/// </summary>
public sealed class Pictures : IAsyncDisposable
{
    static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);
    static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    readonly PictureLimits limits;
    readonly TimeProvider clock;
    readonly SemaphoreSlim free;
    readonly ConcurrentQueue<(WorkerProcess Worker, long Since)> resting = new();
    readonly ITimer sweep;
    Missing? missing;
    bool closed;

    sealed record Missing(string Why, long At);

    /// <summary>The refusal of what isn't even worth a worker.</summary>
    public static PictureRefusal NotAPicture => Refusal.Unknown;

    public Pictures(PictureLimits? limits = null, TimeProvider? clock = null)
    {
        (this.limits, this.clock) = (limits ?? new PictureLimits(), clock ?? TimeProvider.System);
        free = new SemaphoreSlim(this.limits.Workers);
        sweep = this.clock.CreateTimer(_ => Sweep(), null, this.limits.Idle, this.limits.Idle);
    }

    /// <summary>Measures a picture, decodes it once from end to end and makes its thumbnail.</summary>
    /// <param name="picture">Open for reading, at any position; it can be used again afterwards.</param>
    /// <param name="shown">Open for writing and empty: where a copy for browsers goes if one is needed (<see cref="Picture.ShownType"/>).</param>
    public async Task<PictureOutcome> Read(SafeFileHandle picture, SafeFileHandle shown, CancellationToken cancel = default)
    {
        await free.WaitAsync(cancel);
        try
        {
            return await ReadNow(picture, shown, cancel);
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>Starts a worker if none is there, and says what it found.</summary>
    public async Task<PictureState> Check(CancellationToken cancel = default)
    {
        await free.WaitAsync(cancel);
        try
        {
            missing = null;
            var (worker, text) = await Fresh(cancel);
            if (worker is not null)
                Rest(worker);
            return new PictureState(worker is not null, text);
        }
        finally
        {
            free.Release();
        }
    }

    async Task<PictureOutcome> ReadNow(SafeFileHandle picture, SafeFileHandle shown, CancellationToken cancel)
    {
        if (missing is { } known && clock.GetElapsedTime(known.At) < AskAgainAfter)
            return Refusal.NotReady(known.Why);
        for (var broke = 0; ;)
        {
            var (worker, why) = await Worker(cancel);
            if (worker is null)
                return Refusal.NotReady(why);
            var used = worker.Done > 1;
            var (outcome, worked) = await Ask(worker, picture, shown, cancel);
            if (worked && worker.Done <= limits.PicturesPerWorker)
                Rest(worker);
            else
                worker.Dispose();
            // One that had worked before may have been ended by something else, such as an operator, and so may a new one, once.
            if (outcome is not null)
                return outcome;
            if (!used && ++broke == 2)
                return Refusal.Broke;
        }
    }

    /// <summary>The outcome, null if the worker broke; and whether the worker can go on.</summary>
    async Task<(PictureOutcome?, bool)> Ask(WorkerProcess worker, SafeFileHandle picture, SafeFileHandle shown, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(limits.Wall);
        try
        {
            return (Answers.Outcome(await worker.Do(Media.Ask.Read, picture, shown, limit.Token), limits), true);
        }
        catch (WorkerEndedException e)
        {
            return (e.OutOfTime ? Refusal.TooSlow(limits) : e.OutOfSpace ? Refusal.TooLargeToShow(limits) : null, false);
        }
        catch (InvalidDataException)
        {
            return (Refusal.Broke, false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (Refusal.TooSlow(limits), false);
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    async Task<(WorkerProcess? Worker, string Text)> Worker(CancellationToken cancel)
    {
        while (resting.TryDequeue(out var each))
            if (each.Worker.Lives)
                return (each.Worker, "");
            else
                each.Worker.Dispose();
        return await Fresh(cancel);
    }

    async Task<(WorkerProcess? Worker, string Text)> Fresh(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartWithin);
        WorkerProcess? worker = null;
        string why;
        try
        {
            worker = WorkerProcess.Start(limits);
            var (ready, text) = Answers.Hello(await worker.Receive(limit.Token));
            if (ready)
                return (worker, text);
            why = text;
        }
        catch (Exception e) when (e is WorkerEndedException or InvalidDataException or IOException or System.ComponentModel.Win32Exception)
        {
            why = $"the program that reads them {e.Message}.";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            why = "the program that reads them didn't start in time.";
        }
        catch
        {
            worker?.Dispose();
            throw;
        }
        worker?.Dispose();
        missing = new Missing(why, clock.GetTimestamp());
        return (null, why);
    }

    void Rest(WorkerProcess worker)
    {
        if (closed)
            worker.Dispose();
        else
            resting.Enqueue((worker, clock.GetTimestamp()));
    }

    void Sweep()
    {
        for (var n = resting.Count; n > 0 && resting.TryDequeue(out var each); n--)
            if (clock.GetElapsedTime(each.Since) >= limits.Idle)
                each.Worker.Dispose();
            else
                resting.Enqueue(each);
    }

    /// <summary>For tests: asks a worker to misbehave; what it said, or how it ended.</summary>
    internal async Task<string> Provoke(Ask what, CancellationToken cancel = default)
    {
        var (worker, why) = await Fresh(cancel);
        if (worker is null)
            return why;
        using (worker)
        {
            using var limit = new CancellationTokenSource(limits.Wall);
            try
            {
                return Answers.Told(await worker.Do(what, null, null, limit.Token));
            }
            catch (Exception e) when (e is WorkerEndedException or InvalidDataException or OperationCanceledException)
            {
                return e is WorkerEndedException { OutOfTime: true } ? "out of time" : e is OperationCanceledException ? "too long" : e.Message;
            }
        }
    }

    /// <summary>For tests: the processes that wait for work.</summary>
    internal IReadOnlyList<int> Resting => [.. resting.Select(r => r.Worker.Id)];

    public async ValueTask DisposeAsync()
    {
        closed = true;
        await sweep.DisposeAsync();
        while (resting.TryDequeue(out var each))
            each.Worker.Dispose();
    }
}
