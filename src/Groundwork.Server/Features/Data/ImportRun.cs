using System.Diagnostics;
using System.Threading.Channels;
using Groundwork.Formats;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Data;

/// <summary>
/// Carries out one import that this node holds: one side reads ahead, the other writes chunk by chunk, each with what it
/// counts in a unit of its own. A chunk is as long as a unit may take, so that people who label beside it notice nothing.
/// </summary>
sealed class ImportRun(Db db, ImportFiles files, MediaIntake media, string node, ImportState.Claimed import)
{
    static readonly TimeSpan RenewsEvery = TimeSpan.FromSeconds(3), RetriesEvery = TimeSpan.FromSeconds(2);
    static readonly TimeSpan UnitAim = TimeSpan.FromMilliseconds(15);
    const int LeastRows = 400, MostRows = 2_000;

    readonly ImportProgress progress = new();
    readonly ImportReading reading = new(import.Options, (file, cancel) => media.Take(import.Workspace, file, cancel), files.Scratch);
    volatile int chunkRows = LeastRows;
    long written = import.RowsRead;
    KnownContents? known;

    /// <summary>Imports to the end, or until the import isn't this node's any more.</summary>
    internal async Task Go(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var chunks = Channel.CreateBounded<ImportChunk>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });
        var filling = Task.Run(() => ImportChunk.Fill(chunks.Writer, Incoming(ended.Token), progress, () => chunkRows, ended.Token), CancellationToken.None);
        var measuring = Task.Run(() => Measure(ended.Token), CancellationToken.None);
        try
        {
            while (await More(chunks.Reader, ended.Token))
                while (chunks.Reader.TryRead(out var chunk))
                    if (!await Patiently(() => Write(chunk, ended.Token), ended.Token))
                        return;
            await filling;
            await Patiently(() => db.Write(import.Workspace, s => ImportState.End(s, node, import, reading), ended.Token), ended.Token);
        }
        catch (ImportTakenException)
        {
            // Cancelled, or another node has it: there is nothing left to do here.
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(filling, measuring).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    // A folder is counted beside the reading, and long before its end; without the sum, people only don't see how far it is.
    async Task Measure(CancellationToken cancel)
    {
        if (await files.Measure(import.Files, cancel) is { } bytes)
            await db.Write(import.Workspace, async s => await ImportState.Measured(s, node, import.Id, bytes), cancel);
    }

    IAsyncEnumerable<Incoming> Incoming(CancellationToken cancel) =>
        reading.Read(files.Of(import.Workspace, import.Files, progress, cancel), progress, import.RowsRead, cancel);

    // While nothing comes (a line of a gigabyte, a slow disk), the import stays held.
    async Task<bool> More(ChannelReader<ImportChunk> chunks, CancellationToken cancel)
    {
        for (var coming = chunks.WaitToReadAsync(cancel).AsTask();;)
        {
            if (await Task.WhenAny(coming, Task.Delay(RenewsEvery, cancel)) == coming)
                return await coming;
            await Patiently(() => db.Write(import.Workspace, s => ImportState.Renew(s, node, import.Id), cancel), cancel);
        }
    }

    async Task<bool> Write(ImportChunk chunk, CancellationToken cancel)
    {
        if (known is null && chunk.Items.Exists(i => i.ExternalId is null))
            await (known = new KnownContents(import.Dataset)).Load(db, import.Workspace, cancel);
        var contents = chunk.Items.Exists(i => i.ExternalId is null) ? known : null;
        var (mine, outcome, took) = await db.Write(import.Workspace, async s =>
        {
            var since = Stopwatch.GetTimestamp();
            // A unit whose acknowledgement was lost is not done again.
            var place = await ImportState.Lock(s, node, import.Id);
            if (place is null || place.RowsRead == written + chunk.Count)
                return (place is not null, (ItemIntake.Outcome?)null, TimeSpan.Zero);
            if (place.RowsRead != written)
                throw new InvalidOperationException($"Import {import.Id} has read {place.RowsRead} rows, not {written}.");
            var items = await ItemIntake.Add(s, import.Dataset, import.Id, chunk.Items, contents);
            await ImportState.Count(s, import.Id, place, chunk.Count, chunk.Bytes, items, [.. chunk.Faults, .. items.Refused.Select(r => (r.Item.FileName, r.Fault))]);
            return (true, items, Stopwatch.GetElapsedTime(since));
        }, cancel);
        if (!mine)
            throw new ImportTakenException();
        written += chunk.Count;
        if (outcome is not null)
            contents?.Learn(outcome.Since);
        if (took > TimeSpan.Zero)
            chunkRows = Math.Clamp((int)(chunk.Count * Math.Clamp(UnitAim / took, 0.5, 1.5)), LeastRows, MostRows);
        // People's short units come in between, and the projects keep up with making tasks of what came.
        await Task.Delay(took / 3, cancel);
        return true;
    }

    // A full disk or a database that is away is waited for; what the import was doing is done again.
    async Task<bool> Patiently(Func<Task<bool>> unit, CancellationToken cancel)
    {
        for (;;)
        {
            ImportProblem problem;
            try
            {
                return await unit() ? true : throw new ImportTakenException();
            }
            catch (StorageFullException e)
            {
                problem = new("The disk is full.", $"{e.Message} The import goes on by itself when there is space.");
            }
            catch (StorageUnavailableException)
            {
                problem = new("The database can't take rows now.", "The import goes on by itself when the database is there again.");
            }
            await Note(problem, cancel);
            await Task.Delay(RetriesEvery, cancel);
        }
    }

    // On a full disk the note may fail as well; it says nothing that the next try doesn't find out.
    async Task Note(ImportProblem problem, CancellationToken cancel)
    {
        try
        {
            await db.Write(import.Workspace, s => ImportState.Renew(s, node, import.Id, problem), cancel);
        }
        catch (Exception e) when (e is StorageFullException or StorageUnavailableException)
        {
        }
    }
}

/// <summary>The import was cancelled, or another node works on it.</summary>
sealed class ImportTakenException : Exception;
