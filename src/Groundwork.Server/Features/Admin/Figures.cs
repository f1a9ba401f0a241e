using System.Diagnostics;
using System.Diagnostics.Metrics;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Admin;

/// <summary>Counts what only the database and the disk know, when somebody asks for figures: jobs, leases, what waits to be told and folded, bytes.</summary>
public sealed class Figures : IDisposable
{
    static readonly string[] Unended = ["waiting", "running"];
    static readonly TimeSpan Lasts = TimeSpan.FromSeconds(10), BytesLast = TimeSpan.FromMinutes(15);

    readonly Db db;
    readonly FolderBlobs blobs;
    readonly Hosting.ServerSettings settings;
    readonly SemaphoreSlim gate = new(1);
    Seen seen = new([], 0, 0, 0, 0, 0, 0, 0, 0);
    long seenAt, bytesAt, blobBytes;

    sealed record Seen(List<(string State, long Jobs)> Jobs, long Leases, long OutboxMs, long FoldMs, long Deltas, long Deliveries, long DatabaseBytes, long FreeBytes, long BlobBytes);

    public Figures(Db db, FolderBlobs blobs, Hosting.ServerSettings settings)
    {
        (this.db, this.blobs, this.settings) = (db, blobs, settings);
        var meter = db.Meter.Meter;
        meter.CreateObservableGauge("groundwork.jobs", () => seen.Jobs.Select(j => new Measurement<long>(j.Jobs, new KeyValuePair<string, object?>("state", j.State))), "{job}", "Long work that has not ended.");
        meter.CreateObservableGauge("groundwork.leases.open", () => seen.Leases, "{lease}", "Tasks that people hold.");
        meter.CreateObservableGauge("groundwork.outbox.lag", () => seen.OutboxMs / 1000.0, "s", "Age of the oldest event that a reader of the outbox has not had.");
        meter.CreateObservableGauge("groundwork.audit.lag", () => seen.FoldMs / 1000.0, "s", "Age of the oldest line that is not in the tree of the audit log.");
        meter.CreateObservableGauge("groundwork.counters.open", () => seen.Deltas, "{row}", "Differences of counters that are not folded.");
        meter.CreateObservableGauge("groundwork.webhook.deliveries.waiting", () => seen.Deliveries, "{delivery}", "Webhook deliveries that are due or will be tried again.");
        meter.CreateObservableGauge("groundwork.db.size", () => seen.DatabaseBytes, "By", "What the database takes.");
        meter.CreateObservableGauge("groundwork.blobs.size", () => seen.BlobBytes, "By", "What the files in blobs take; counted every quarter of an hour.");
        meter.CreateObservableGauge("groundwork.disk.free", () => seen.FreeBytes, "By", "What is free on the disk of the data folder.");
    }

    /// <summary>Counts anew if the last time is some seconds ago. While the database can't be read, what was counted last stays.</summary>
    public async Task Refresh(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (seenAt != 0 && Stopwatch.GetElapsedTime(seenAt) < Lasts)
                return;
            seen = await Count(cancel);
            seenAt = Stopwatch.GetTimestamp();
        }
        catch (Exception e) when (e is StorageUnavailableException or StorageFullException or IOException)
        {
        }
        finally
        {
            gate.Release();
        }
    }

    async Task<Seen> Count(CancellationToken cancel)
    {
        var counted = await db.Read(null, async s =>
        {
            var jobs = new List<(string, long)>();
            foreach (var state in Unended)
                jobs.Add((state, await s.Long($"SELECT count(*) FROM job WHERE ended IS NULL AND state = {state}") ?? 0));
            var outbox = 0L;
            foreach (var (tx, seq) in await s.All($"SELECT tx, seq FROM outbox_reader WHERE name <> 'audit'", r => (r.Long(0), r.Long(1))))
                outbox = Math.Max(outbox, Age(s, await s.Long($"SELECT at FROM outbox WHERE (tx, seq) > ({tx}, {seq}) ORDER BY tx, seq LIMIT 1")));
            var (leafTx, leafSeq) = (await s.All($"SELECT tx, seq FROM outbox_reader WHERE name = 'audit'", r => (r.Long(0), r.Long(1)))).FirstOrDefault((-1, -1));
            return new Seen(jobs,
                await s.Long($"SELECT count(*) FROM assignment WHERE state = 'leased'") ?? 0, outbox,
                Age(s, await s.Long($"SELECT at FROM audit_leaf WHERE (tx, seq) > ({leafTx}, {leafSeq}) ORDER BY tx, seq LIMIT 1")),
                await s.Long($"SELECT count(*) FROM counter_delta") ?? 0,
                await s.Long($"SELECT count(*) FROM webhook_delivery WHERE due IS NOT NULL") ?? 0, 0, 0, 0);
        }, cancel);
        return counted with { DatabaseBytes = await db.Size(cancel), FreeBytes = new DriveInfo(Path.GetFullPath(settings.Data)).AvailableFreeSpace, BlobBytes = await Blobs(cancel) };
    }

    public void Dispose() => gate.Dispose();

    static long Age(Session s, long? at) => at is { } then ? Math.Max(0, s.Now - then) : 0;

    // A walk through all files: not for every time.
    async Task<long> Blobs(CancellationToken cancel)
    {
        if (bytesAt != 0 && Stopwatch.GetElapsedTime(bytesAt) < BytesLast)
            return blobBytes;
        var workspaces = await db.Read(null, s => s.All($"SELECT id FROM workspace", r => r.Text(0)), cancel);
        blobBytes = await Task.Run(() => workspaces.Sum(blobs.Size), cancel);
        bytesAt = Stopwatch.GetTimestamp();
        return blobBytes;
    }
}
