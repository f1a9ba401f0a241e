using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Formats;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Writes a snapshot's rows as a project, chunk by chunk, each in one unit with how far it came.</summary>
sealed class RestoreWrites(FolderBlobs blobs, JobRun run, RestoreJob.Options options, RestoreSource source)
{
    readonly CurrentMember me = new(run.By, run.Workspace, "", Roles.Manager, "person", ByCookie: false);
    readonly RestoreAnswers answers = new();

    /// <summary>Makes the dataset and the project.</summary>
    internal async ValueTask<RestorePlace> Begin(Session s)
    {
        if (await DataCalls.CreateDataset(s, me, options.Project) is not { } dataset)
            throw new JobFailedException("The name is taken.", $"There is a dataset named \"{options.Project}\". Choose another name for the project.");
        if (await ProjectCalls.Create(s, me, new(options.Project, dataset, source.Ontology, source.Instructions, source.Redundancy, source.Method)) is not { } project)
            throw new JobFailedException("The name is taken.", $"There is a project named \"{options.Project}\". Choose another name.");
        var place = new RestorePlace(dataset, project, new(StringComparer.Ordinal), 0, 0);
        await run.Step(s, JsonSerializer.Serialize(place), 0);
        return place;
    }

    /// <summary>Stores what is large of the answers, before any row names it.</summary>
    internal async Task<List<StoredDocument>> Store(List<SnapshotRow> rows)
    {
        var stored = new List<StoredDocument>();
        foreach (var answer in rows.SelectMany(r => r.Answers))
            stored.Add(await StoredDocument.Write(blobs, run.Workspace, answer.Document));
        foreach (var settled in rows.Where(r => r.Resolution?.Review is not null))
            stored.Add(await StoredDocument.Write(blobs, run.Workspace, settled.Resolution!.Settled));
        return stored;
    }

    /// <inheritdoc cref="RestoreAnswers.Kept"/>
    internal void Kept() => answers.Kept();

    /// <summary>Writes one chunk.</summary>
    internal async ValueTask<RestorePlace> Add(Session s, RestorePlace place, List<SnapshotRow> rows, List<StoredDocument> documents)
    {
        var imports = new Dictionary<string, string>(place.Imports, StringComparer.Ordinal);
        var next = place with { Imports = imports, Rows = place.Rows + rows.Count, Answers = place.Answers + rows.Sum(r => r.Answers.Count) };
        foreach (var row in rows)
            if (!imports.ContainsKey(KeyOf(row.Provenance)))
                imports.Add(KeyOf(row.Provenance), await BeginImport(s, place.Dataset, row.Provenance));
        await run.Step(s, JsonSerializer.Serialize(next), next.Rows);
        var items = await AddItems(s, place, imports, rows);
        var reviews = rows.Select(r => r.Resolution?.Review is null ? null : s.NewId()).ToList();
        var tasks = await WorkCalls.Carry(s, place.Project, source.Redundancy, [.. rows.Select((r, i) => new CarriedTask(items[i].Id, items[i].Ordinal, r.Ordinal,
            r.Answers.Count(a => a.Kind != "model"), r.Answers.Count(a => a.Counted), r.State == "disputed", reviews[i]))]);
        await answers.Add(s, place.Project, [.. rows.Select(r => imports[KeyOf(r.Provenance)])], rows, tasks, reviews, documents);
        await QualityCalls.Carry(s, place.Project, source.Ontology,
            [.. rows.Select((r, i) => (Row: r, Task: tasks[i])).Where(p => p.Row.Resolution is not null)
                .Select(p => new CarriedResolution(p.Task, p.Row.Resolution!, p.Row.State == "disputed", p.Row.Answers.Count(a => a.Counted)))]);
        for (var i = 0; i < rows.Count; i++)
            foreach (var (question, value) in rows[i].Known)
                await QualityCalls.Know(s, place.Project, tasks[i], question, value);
        return next;
    }

    /// <summary>Ends the imports, and has the project fitted.</summary>
    internal async ValueTask<JobResult> End(Session s, RestorePlace place)
    {
        foreach (var import in place.Imports.Values)
        {
            var count = await s.Long($"SELECT count(*) FROM item WHERE import = {import} AND workspace = {s.Workspace}") ?? 0;
            await DataCalls.EndImport(s, me, import, new ImportOutcome(count, 0, 0, "[]"));
        }
        await EventCalls.Raise(s, "annotation.submitted", place.Project, place.Project);
        await EventCalls.Record(s, run.By, "snapshot.restored", place.Project, before: source.Hash, project: place.Project);
        return new JobResult(place.Project, new Dictionary<string, long>(StringComparer.Ordinal) { ["rows"] = place.Rows, ["answers"] = place.Answers });
    }

    static string KeyOf(SnapshotProvenance from) => JsonSerializer.Serialize((string?[])[from.ImportId, from.Source, from.Licence, from.Consent, from.Collected]);

    ValueTask<string> BeginImport(Session s, string dataset, SnapshotProvenance from) => DataCalls.BeginImport(s, me, dataset,
        new(options.File, "jsonl", options.Sha256, options.Size, new(from.Source ?? "", from.Licence ?? "", from.Consent ?? "", from.Collected ?? "")));

    static async ValueTask<List<(string Id, long Ordinal)>> AddItems(Session s, RestorePlace place, Dictionary<string, string> imports, List<SnapshotRow> rows)
    {
        var pictures = rows.Where(r => r.Modality == "image").Select(Asset).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var here = pictures.Count == 0 ? [] : await s.All($"SELECT sha256 FROM asset WHERE workspace = {s.Workspace} AND sha256 IN {new Ids(pictures)}", r => r.Text(0));
        var added = 0;
        // Runs of rows from one import, so that items stay in the order of their tasks.
        for (var from = 0; from < rows.Count;)
        {
            var key = KeyOf(rows[from].Provenance);
            var to = from;
            while (to < rows.Count && KeyOf(rows[to].Provenance) == key)
                to++;
            added += await DataCalls.AddItems(s, place.Dataset, imports[key], [.. rows[from..to].Select(r => new NewItem(r.Provenance.Row ?? r.Ordinal, r.ExternalId, r.Modality, Json(r.Item), Json(r.Metadata))
            {
                Split = r.Split,
                Origin = JsonSerializer.Serialize(r.Provenance, JsonSerializerOptions.Web),
                Known = r.Modality == "image" && Asset(r) is { } asset && here.Contains(asset) ? asset : null,
            })]);
            from = to;
        }
        var ids = new Dictionary<string, (string Id, long Ordinal)>(StringComparer.Ordinal);
        await s.Each($"SELECT external_id, id, ordinal FROM item WHERE dataset = {place.Dataset} AND workspace = {s.Workspace} AND external_id IN {new Ids([.. rows.Select(r => r.ExternalId)])}",
            r => ids[r.Text(0)] = (r.Text(1), r.Long(2)));
        return added == rows.Count ? [.. rows.Select(r => ids[r.ExternalId])]
            : throw new JobFailedException("Two lines are about the same item.", "Each item's externalId stands in one line of an export. Export the snapshot again, and delete the unfinished project.");
    }

    // The hash of a picture stands in its payload, too; where it is stored here, the item shows it.
    static string? Asset(SnapshotRow row) => row.Provenance.AssetSha256 is ['s', 'h', 'a', '2', '5', '6', ':', .. var sha] ? sha : null;

    static string Json(JsonElement value) => Encoding.UTF8.GetString(new CanonicalJson().Value(value, keepNumbers: true).Written);
}
