using System.Collections.Concurrent;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Jobs;

/// <summary>Takes up jobs that wait, or that a node has left behind, and carries a few of them out at a time.</summary>
public sealed partial class JobRunner(Db db, IEnumerable<IJob> kinds, ServerSettings settings, IHostApplicationLifetime life, Drain drain, ServerMeter meter, ILogger<JobRunner> log) : IAsyncDisposable
{
    const int MostAtOnce = 3;

    // What is cancelled stops within this time, and what people see of the progress is no older.
    static readonly TimeSpan RenewsEvery = TimeSpan.FromMilliseconds(1000);

    readonly Dictionary<string, IJob> kinds = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);
    readonly string node = settings.Node.Id;
    readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, Task> tasks = new(StringComparer.Ordinal);
    readonly SemaphoreSlim claiming = new(1);

    /// <summary>Looks for jobs now, so that nobody waits for the next round.</summary>
    public void Nudge() => _ = Fill().ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Ends the run of a cancelled job, if it is here.</summary>
    internal void Stop(string job)
    {
        if (running.TryGetValue(job, out var run))
            _ = run.CancelAsync();
    }

    internal async Task Fill()
    {
        await claiming.WaitAsync(life.ApplicationStopping);
        try
        {
            while (!drain.Begun && running.Count < MostAtOnce && await db.Write(null, s => JobState.Claim(s, settings.Node, kinds.Keys, [.. running.Keys]), life.ApplicationStopping) is { } job)
            {
                var stop = running[job.Id] = CancellationTokenSource.CreateLinkedTokenSource(life.ApplicationStopping);
                tasks[job.Id] = Task.Run(() => Carry(job, stop), CancellationToken.None);
            }
        }
        finally
        {
            claiming.Release();
        }
    }

    async Task Carry(JobState.Claimed job, CancellationTokenSource stop)
    {
        var run = new JobRun(job.Id, job.Workspace, job.By, job.Options, job.Place, node, stop.Token);
        var renewing = Task.Run(() => Renew(run, stop), CancellationToken.None);
        try
        {
            if (JobState.TriedTooOften(job))
                throw new JobFailedException("It was tried several times and never came to its end.", "Look into the server's log for why it stopped each time, then try it again.");
            var end = await kinds[job.Kind].Run(run);
            stop.Token.ThrowIfCancellationRequested();
            await db.Write(job.Workspace, s => JobState.End(s, node, run, end), CancellationToken.None);
            meter.JobEnded(job.Kind, "done");
        }
        catch (Exception e) when (stop.IsCancellationRequested || e is OperationCanceledException)
        {
            // Cancelled, or another node or the next start goes on with it.
            meter.JobEnded(job.Kind, "stopped");
        }
        catch (JobFailedException e)
        {
            await Fail(job, new(e.Message, e.Detail));
        }
        catch (Exception e) when (e is StorageFullException or IOException { HResult: 28 or 122 })
        {
            await Fail(job, new("The disk is full.", "Free some space on the disk of the server's data folder, then try it again."));
        }
        catch (Exception e) when (e is StorageUnavailableException or IOException)
        {
            Failed(log, e, job.Kind, job.Id);
            await Fail(job, new("The server's storage doesn't work now.", e.Message));
        }
        catch (Exception e)
        {
            Failed(log, e, job.Kind, job.Id);
            await Fail(job, new("Something went wrong on the server.", "Try it again. If it fails again, look into the server's log."));
        }
        finally
        {
            await stop.CancelAsync();
            await renewing;
            if (life.ApplicationStopping.IsCancellationRequested)
                await Quietly(() => db.Write(job.Workspace, s => JobState.Release(s, node, job.Id)));
            running.TryRemove(job.Id, out _);
            tasks.TryRemove(job.Id, out _);
            stop.Dispose();
            LargeMemory.Return(run.Done);
            if (!life.ApplicationStopping.IsCancellationRequested)
                Nudge();
        }
    }

    async Task Renew(JobRun run, CancellationTokenSource stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(RenewsEvery, stop.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (stop.IsCancellationRequested)
                return;
            var mine = true;
            await Quietly(async () => mine = await db.Write(run.Workspace, s => JobState.Renew(s, node, run), stop.Token));
            if (!mine)
                await stop.CancelAsync();
        }
    }

    Task Fail(JobState.Claimed job, JobProblem problem)
    {
        meter.JobEnded(job.Kind, "failed");
        return Quietly(() => db.Write(job.Workspace, s => JobState.Fail(s, node, job.Id, problem)));
    }

    // If not even that can be written, the lease runs out and the job is taken up again.
    async Task Quietly(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            Failed(log, e, "", "");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(tasks.Values);
        claiming.Dispose();
    }

    [LoggerMessage(31, LogLevel.Error, "Job {Kind} {Job} failed", EventName = "job.failed")]
    static partial void Failed(ILogger log, Exception exception, string kind, string job);
}
