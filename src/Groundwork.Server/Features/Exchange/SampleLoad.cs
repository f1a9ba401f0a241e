using Groundwork.Core.Quality;
using Groundwork.Core.Simulation;
using Groundwork.Core.Statistics;
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

/// <summary>Brings a sample project into a workspace, the way that people would have: imported, taken, skipped, answered, asked about, and frozen.</summary>
sealed class SampleLoad(Db db, FolderBlobs blobs, MediaIntake media, JobRunner jobs, CurrentMember me, SampleProject sample, CancellationToken cancel)
{
    // As few transactions as leave room for others: a start with the sample should be as quick as one without.
    const int Chunk = 10;
    static readonly TimeSpan LongestFreeze = TimeSpan.FromSeconds(30);
    const double LeastMs = 4_000, MostMs = 16_000;

    readonly SeededRandom random = new(sample.Seed);

    /// <returns>What is there now, or why its pictures can't be read; neither if there is a dataset or a project of that name.</returns>
    internal async Task<(LoadSample.Loaded?, LoadSample.Omitted?)> Load()
    {
        var (items, omitted) = await Items();
        if (omitted is not null)
            return (null, omitted);
        var project = await db.Write(me.Workspace, s => Make(s, items), cancel);
        if (project is null)
            return (null, null);
        await ProjectCalls.Feed(db, me.Workspace, project, cancel);
        var tasks = (await db.Read(me.Workspace, s => s.All($"""
            SELECT i.external_id, t.id, t.ordinal FROM task t JOIN item i ON i.id = t.item AND i.workspace = t.workspace WHERE t.project = {project} AND t.workspace = {s.Workspace}
            """, r => (Item: r.Text(0), Id: r.Text(1), Ordinal: r.Long(2))), cancel)).ToDictionary(t => t.Item, StringComparer.Ordinal);
        if (sample.Batch is var (batch, start))
            await db.Write(me.Workspace, async s => await WorkCalls.Change(s, me, project, [.. tasks.Values.Where(t => t.Item.StartsWith(start, StringComparison.Ordinal)).Select(t => t.Ordinal)],
                new TaskChange(Batch: batch), await WorkCalls.BeginChange(s, project)), cancel);
        // Who says what is drawn outside the units: a unit may run twice and must do the same again.
        var hand = new SimulatedHand(sample.Ontology, sample.Mistaken, random);
        var drawn = sample.Items.Select((item, at) => Draw(hand, item, at)).ToList();
        foreach (var chunk in drawn.Chunk(Chunk))
            await db.Write(me.Workspace, async s =>
            {
                foreach (var each in chunk)
                    await new SampleAnswers(s, me, sample, project, tasks[each.Item.Id].Id).Write(each);
            }, cancel);
        if (sample.Ontology.Classes.Count > 0)
            await QualityCalls.ResolveObjects(db, blobs, me.Workspace, project, cancel);
        if (sample.Reviewed > 0)
            await new SampleReviews(db, blobs, me, sample, project, cancel).Write();
        await db.Write(me.Workspace, s => EventCalls.Raise(s, "annotation.submitted", project, project), cancel);
        var frozen = await FreezeSnapshot.Run(db, jobs, me, project, "First delivery", LongestFreeze, cancel);
        return (new(project, sample.Name, sample.Items.Count, drawn.Sum(d => d.Given.Count), frozen.Made), null);
    }

    // A machine that can't read pictures gets the rest.
    async Task<(List<NewItem>, LoadSample.Omitted?)> Items()
    {
        var items = new List<NewItem>(sample.Items.Count);
        foreach (var item in sample.Items)
        {
            var taken = item.IsPicture ? await DataCalls.TakePicture(media, me.Workspace, item.Id, item.Content, cancel)
                : new MediaOutcome(new NewItem(1, item.Id, "text", Sample.Json(new { text = item.Simulated.Text }).GetRawText(), "{}"));
            if (taken.Item is not { } made)
                return ([], new(sample.Name, taken.Reason, taken.Todo));
            items.Add(made);
        }
        return (items, null);
    }

    async ValueTask<string?> Make(Session s, List<NewItem> items)
    {
        if (await s.Any($"SELECT 1 FROM project WHERE workspace = {s.Workspace} AND name = {sample.Name}") || await DataCalls.CreateDataset(s, me, sample.Name) is not { } dataset)
            return null;
        var imports = new Dictionary<Provenance, (string Id, int Items)>();
        var bytes = sample.Items.GroupBy(i => i.From).ToDictionary(g => g.Key, g => g.Sum(i => (long)i.Content.Length));
        foreach (var (item, made) in sample.Items.Zip(items))
        {
            if (!imports.TryGetValue(item.From, out var import))
                import = (await DataCalls.BeginImport(s, me, dataset, new(item.IsPicture ? item.From.Source : "sample.jsonl", item.IsPicture ? "images" : "jsonl", "", bytes[item.From], item.From)), 0);
            imports[item.From] = (import.Id, import.Items + 1);
            await DataCalls.AddItems(s, dataset, import.Id, [made with { Row = import.Items + 1 }]);
        }
        foreach (var (id, added) in imports.Values)
            await DataCalls.EndImport(s, me, id, new ImportOutcome(added, 0, 0, "[]"));
        return await ProjectCalls.Create(s, me, new(sample.Name, dataset, sample.Ontology, sample.Instructions, SampleProject.Redundancy, ITruthMethod.Default,
            sample.Reviewed > 0 ? Workflow.Default with { Stages = [new ReviewStage("Second look", sample.Reviewed, "reviewers")] } : null));
    }

    SampleAnswers.Drawn Draw(SimulatedHand hand, SampleItem item, int at)
    {
        var order = sample.People.ToArray();
        random.Shuffle<SimulatedPerson>(order);
        var given = order.Take(item.Answers).Select(person =>
        {
            var document = hand.Answer(person, item.Simulated);
            var activeMs = (1 + document.Objects.Count) * (LeastMs + ((MostMs - LeastMs) * random.NextDouble()));
            return new SampleAnswers.Answer(person.Name, StoredDocument.Small(document), (long)activeMs);
        }).ToList();
        return new(item, given, order[^1].Name, sample.Model is { } model ? StoredDocument.Small(hand.Answer(model, item.Simulated)) : null, at < sample.Known.Tasks);
    }
}
