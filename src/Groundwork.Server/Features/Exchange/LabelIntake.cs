using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Formats;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Writes labels to the tasks of a project, in small transactions: each row once, whoever sends it how often.</summary>
sealed class LabelIntake(Db db, FolderBlobs blobs, CurrentMember me, LabelTarget target, string way, string? author, bool dryRun)
{
    const int Chunk = 100, FaultsShown = 100;

    readonly List<RowFault> waiting = [];
    long noted;
    string file = "";

    internal string? Import { get; private set; }
    internal long Added { get; private set; }
    internal long Changed { get; private set; }
    internal long Duplicates { get; private set; }
    internal long Failed { get; private set; }
    internal List<ImportLabels.RowError> Faults { get; } = [];
    internal SortedSet<string> Authors { get; } = new(StringComparer.Ordinal);

    /// <summary>Why not a single row could be read, or null.</summary>
    internal RowFault? Nothing { get; private set; }

    internal static string Kind(string way) => way switch { "prediction" => "predictions", "annotation" => "annotations", _ => "gold" };

    internal async Task Begin(ImportOrigin origin, CancellationToken cancel)
    {
        file = origin.FileName;
        if (dryRun)
            return;
        // Items that came in a moment ago may not be tasks yet.
        await ProjectCalls.Feed(db, me.Workspace, target.Project, cancel);
        Import = await db.Write(me.Workspace, s => DataCalls.BeginImport(s, me, target.Dataset, origin), cancel);
    }

    internal async Task TakeIn(IAsyncEnumerable<RowOutcome> rows, CancellationToken cancel)
    {
        var chunk = new List<ReadyLabel>(Chunk);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            var fault = row as RowFault;
            if (row is LabelRow label)
            {
                (var ready, fault) = await Prepare(label);
                if (ready is not null)
                    chunk.Add(ready);
            }
            if (fault is { Row: 0 } && Added + Changed + Duplicates + Failed + chunk.Count == 0)
                Nothing = fault;
            if (fault is not null)
                Fail(fault);
            if (chunk.Count + waiting.Count < Chunk)
                continue;
            await Write(chunk, cancel);
            chunk.Clear();
        }
        await Write(chunk, cancel);
        if (Added + Changed + Duplicates + Failed == 0)
            Nothing = new(0, "The file has no labels.", "Give it a line for each item: its id, and a column for each question.");
    }

    /// <param name="also">What happens together with the end.</param>
    /// <param name="cancel">Ends the wait for the database.</param>
    internal async Task End(Func<Session, ValueTask> also, CancellationToken cancel)
    {
        if (Import is null)
            return;
        await db.Write(me.Workspace, async s =>
        {
            await DataCalls.EndImport(s, me, Import, new ImportOutcome(Added + Changed, Duplicates, Failed, JsonSerializer.Serialize(Faults, JsonSerializerOptions.Web)));
            if (Nothing is { } why)
                await DataCalls.FailImport(s, Import, why.Reason, why.Todo);
            if (way == "annotation" && Added + Changed > 0)
                await EventCalls.Raise(s, "annotation.submitted", target.Project, Import);
            await also(s);
        }, cancel);
    }

    async Task<(ReadyLabel?, RowFault?)> Prepare(LabelRow row)
    {
        var by = row.Author ?? author;
        if (by is null && way != "gold")
            return (null, new(row.Row, way == "prediction" ? "Nobody says which model this is from." : "Nobody says whose answer this is.",
                "Give the file a column \"author\", or name the author of all rows."));
        if (by is { Length: > 120 } || by?.Any(char.IsControl) == true)
            return (null, new(row.Row, "The author's name is longer than 120 characters or has line breaks in it.", "Shorten it."));
        var (document, fault) = target.Read(row, whole: way == "annotation");
        if (document is null)
            return (null, fault);
        if (way == "gold" && document.Objects.Count + document.Tracks.Count + document.Relations.Count > 0)
            return (null, new(row.Row, "A known answer is about questions; this row draws objects, too.", "Leave the objects out, or import the row as an annotation."));
        Authors.Add(by ?? "");
        return (new(row, by ?? "", document, dryRun ? StoredDocument.Small(AnswerDocument.Empty) : await StoredDocument.Write(blobs, me.Workspace, document)), null);
    }

    async Task Write(List<ReadyLabel> chunk, CancellationToken cancel)
    {
        if (chunk.Count + waiting.Count == 0)
            return;
        var (known, faults) = await db.Read(me.Workspace, s => target.Place(s, chunk), cancel);
        foreach (var fault in faults)
            Fail(fault);
        if (dryRun)
        {
            Added += known.Count;
            return;
        }
        // In one order everywhere: two who import at once wait for each other and don't block each other.
        known.Sort((a, b) => string.CompareOrdinal(a.Task, b.Task));
        var writes = new LabelWrites(target, way, Import!);
        var (added, changed) = await db.Write(me.Workspace, async s =>
        {
            var (news, others) = (0, 0);
            foreach (var (label, task) in known)
                (news, others) = await writes.Put(s, label, task) switch { Known.New => (news + 1, others), Known.Otherwise => (news, others + 1), _ => (news, others) };
            await DataCalls.LeaveOut(s, Import!, noted, file, waiting);
            await DataCalls.Progress(s, Import!, news + others);
            return (news, others);
        }, cancel);
        noted += waiting.Count;
        waiting.Clear();
        Added += added;
        Changed += changed;
        Duplicates += known.Count - added - changed;
    }

    void Fail(RowFault fault)
    {
        if (!dryRun)
            waiting.Add(fault);
        if (Failed++ < FaultsShown)
            Faults.Add(new(fault.Row, fault.Reason, fault.Todo));
    }
}
