using System.Collections.Concurrent;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Takes up imports that wait, or that a node has left behind, and carries a few of them out at a time.</summary>
public sealed partial class ImportRunner(Db db, ImportFiles files, MediaIntake media, IHostApplicationLifetime life, Drain drain, ILogger<ImportRunner> log) : IAsyncDisposable
{
    const int MostAtOnce = 4;

    readonly string node = Guid.NewGuid().ToString("N");
    readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    readonly SemaphoreSlim claiming = new(1);

    /// <summary>Looks for imports now, so that nobody waits for the next round.</summary>
    public void Nudge() => _ = Fill().ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    internal async Task Fill()
    {
        await claiming.WaitAsync(life.ApplicationStopping);
        try
        {
            while (!drain.Begun && running.Count < MostAtOnce && await Claim() is { } import)
                running[import.Id] = Task.Run(() => Carry(import), CancellationToken.None);
        }
        finally
        {
            claiming.Release();
        }
    }

    async Task<ImportState.Claimed?> Claim()
    {
        var found = await db.Write(null, s => ImportState.Claim(s, node, [.. running.Keys]), life.ApplicationStopping);
        return found is null ? null : found with { Files = await db.Read(found.Workspace, s => ImportFiles.Load(s, found.Id), life.ApplicationStopping) };
    }

    async Task Carry(ImportState.Claimed import)
    {
        try
        {
            await new ImportRun(db, files, media, node, import).Go(life.ApplicationStopping);
        }
        catch (Exception) when (life.ApplicationStopping.IsCancellationRequested)
        {
            // The next start, or another node, goes on with it.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failed(log, e, import.Id);
            await End(import, new("The files can't be read.", e.Message));
        }
        catch (Exception e)
        {
            Failed(log, e, import.Id);
            await End(import, new("Something went wrong on the server.", "What was read so far is there. Import the same again: nothing is added twice. If it fails again, look into the server's log."));
        }
        finally
        {
            if (life.ApplicationStopping.IsCancellationRequested)
                await Quietly(() => db.Write(import.Workspace, s => ImportState.Release(s, node, import.Id)));
            running.TryRemove(import.Id, out _);
            if (!life.ApplicationStopping.IsCancellationRequested)
                Nudge();
        }
    }

    Task End(ImportState.Claimed import, ImportProblem problem) => Quietly(() => db.Write(import.Workspace, s => ImportState.Fail(s, node, import, problem)));

    // If not even that can be written, the lease runs out and the import is taken up again.
    async Task Quietly(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e)
        {
            Failed(log, e, "");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(running.Values);
        claiming.Dispose();
    }

    [LoggerMessage(3, LogLevel.Error, "Import {Import} failed", EventName = "import.failed")]
    static partial void Failed(ILogger log, Exception exception, string import);
}

/// <summary>Finds imports that nobody works on: those of a node that went away, or that waited for a place.</summary>
public sealed class ImportRounds(ImportRunner runner, Db db) : IBackgroundTask
{
    public TimeSpan Rest => TimeSpan.FromSeconds(1);

    public async Task<bool> Round(CancellationToken cancel)
    {
        await runner.Fill();
        foreach (var (id, workspace) in await db.Read(null, CutOff, cancel))
            await db.Write(workspace, s => EndCutOff(s, id), cancel);
        return false;
    }

    static Sql IsCutOff(long now) => $"ended IS NULL AND options IS NULL AND state = 'running' AND coalesce(held_until, 0) <= {now}";

    static ValueTask<List<(string Id, string Workspace)>> CutOff(Session s) => s.All($"SELECT id, workspace FROM import WHERE {IsCutOff(s.Now)}", r => (r.Text(0), r.Text(1)));

    // Those that a request carried out: nobody can go on with them.
    static async ValueTask EndCutOff(Session s, string import)
    {
        var why = new ImportProblem("It was cut off.", "What came in so far is there. Send the same file again: nothing is added twice. (Votes make a project of their own: delete that one first.)");
        if (await s.Any($"SELECT 1 FROM import WHERE id = {import} AND workspace = {s.Workspace} AND {IsCutOff(s.Now)} {Dialect.Lock}"))
            await ImportState.Stop(s, import, "failed", why);
    }
}
