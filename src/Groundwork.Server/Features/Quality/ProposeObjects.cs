using System.Text.Json;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Work;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Quality;

/// <summary>
/// Resolves the objects of tasks after answers came in, and says which tasks they leave open: behind the submit, because what ten thousand
/// objects cost is nothing that others should wait for.
/// </summary>
public sealed class ProposeObjects(Db db, FolderBlobs blobs) : IOutboxReader
{
    const int Page = 500, Chunk = 20;

    public string Name => "objects";

    public IReadOnlyCollection<string> Kinds { get; } = ["annotation.submitted", "ontology.changed", "method.changed"];

    // How far a project has been seen, and from how many answers the model was learned.
    sealed record Place(long Version, string Method, long Answers, long Seen, long Tx, string Id);

    sealed record Answered(string Id, string Task, long Tx);

    public async Task<bool> Handle(IReadOnlyList<OutboxEvent> events, CancellationToken cancel)
    {
        foreach (var group in events.Where(e => e.Project is not null).GroupBy(e => (e.Workspace, Project: e.Project!)))
            await Run(group.Key.Workspace, group.Key.Project, group.Any(e => e.Kind != "annotation.submitted"), cancel);
        return true;
    }

    /// <summary>Brings a project's objects up to all that is settled now; with <paramref name="anew"/> from the first answer on.</summary>
    public async Task Run(string workspace, string project, bool anew, CancellationToken cancel)
    {
        var start = await db.Read(workspace, async s => await ObjectFits.Now(s, project) is { } fit
            ? Tuple.Create(fit, await At(s, project), await s.Long($"SELECT {Dialect.Settled}") ?? 0) : null, cancel);
        if (start is not var (with, at, settled))
            return;
        if (anew || at is null || at.Version != with.Version || at.Method != with.Method.Name)
        {
            at = new Place(with.Version, with.Method.Name, 0, 0, -1, "");
            await Keep(workspace, project, at, with.Model, cancel);
        }
        for (var again = false;;)
        {
            var page = await db.Read(workspace, s => Next(s, project, at, settled), cancel);
            // Learning anew whenever there is half as much again costs three times the whole, however long a project goes on.
            at = at with { Seen = at.Seen + (again ? 0 : page.Count) };
            if (!again && at.Seen > at.Answers * 3 / 2 + 10)
            {
                again = true;
                with = with with { Model = await ObjectFits.Learn(new ObjectAnswers(db, blobs, workspace), db, workspace, project, with, settled, cancel) };
                var all = await Count(workspace, project, cancel);
                at = at with { Answers = all, Seen = all, Tx = -1, Id = "" };
                await Keep(workspace, project, at, with.Model, cancel);
                continue;
            }
            await Resolve(workspace, project, with, page, settled, cancel);
            if (page.Count > 0)
                at = at with { Tx = page[^1].Tx, Id = page[^1].Id };
            // The model can be large, and is written only when it is another.
            await db.Write(workspace, async s =>
            {
                await s.Run($"UPDATE object_fit SET seen = {at.Seen}, done_tx = {at.Tx}, done_id = {at.Id} WHERE project = {project} AND workspace = {s.Workspace}");
            }, cancel);
            if (page.Count < Page)
                return;
        }
    }

    async Task Resolve(string workspace, string project, ObjectFit with, List<Answered> page, long settled, CancellationToken cancel)
    {
        var answers = new ObjectAnswers(db, blobs, workspace);
        foreach (var tasks in page.Select(a => a.Task).Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            // One person's answer alone has nothing to be compared with.
            var several = (await answers.Read(tasks, settled, cancel)).Where(t => t.Answers.Answers.Count > 1);
            var resolved = several.Select(t => (t.Task, Summary: ObjectSummary.Of(with.Resolve(t.Answers), t.AsOf))).ToList();
            await db.Write(workspace, async s =>
            {
                foreach (var (task, summary) in resolved)
                    await Store(s, project, task, summary);
                if (resolved.Count > 0)
                    await EventCalls.Raise(s, "quality.fitted", project, project);
            }, cancel);
        }
    }

    static async ValueTask Store(Session s, string project, string task, ObjectSummary summary)
    {
        var state = await s.Text($"SELECT state FROM task WHERE id = {task} AND workspace = {s.Workspace} {Dialect.Lock}");
        // What came in meanwhile has an event of its own, which is handled next.
        if (state is null || await StoredResolutions.Newest(s, task) != summary.AsOf || await StoredResolutions.Reviewed(s, task) is not null)
            return;
        if (await StoredResolutions.PutObjects(s, task, summary) is not { } disputed)
            return;
        if (state == "completed" && await WorkCalls.Settle(s, project, task, disputed) != state)
            await EventCalls.Raise(s, "resolution.reopened", project, task);
        else if (state != "completed")
            await WorkCalls.Settle(s, project, task, disputed);
    }

    static ValueTask<Place?> At(Session s, string project) => s.One($"""
        SELECT ontology_version, method, answers, seen, done_tx, done_id FROM object_fit WHERE project = {project} AND workspace = {s.Workspace}
        """, r => new Place(r.Long(0), r.Text(1), r.Long(2), r.Long(3), r.Long(4), r.Text(5)));

    static ValueTask<List<Answered>> Next(Session s, string project, Place after, long before) => s.All($"""
        SELECT a.id, a.task, a.tx FROM annotation a WHERE a.project = {project} AND a.workspace = {s.Workspace} AND a.tx < {before} AND a.counted = 1
        AND (a.tx, a.id) > ({after.Tx}, {after.Id}) ORDER BY a.tx, a.id LIMIT {(long)Page}
        """, r => new Answered(r.Text(0), r.Text(1), r.Long(2)));

    // From the counters: to count the rows of a million answers would hold a read for seconds.
    Task<long> Count(string workspace, string project, CancellationToken cancel) =>
        db.Read(workspace, async s => (await EventCalls.Counters(s, project)).GetValueOrDefault("answers"), cancel);

    Task Keep(string workspace, string project, Place at, ConsensusModel model, CancellationToken cancel) => db.Write(workspace, async s =>
    {
        await s.Run($"""
            INSERT INTO object_fit (project, workspace, method, ontology_version, model, answers, seen, done_tx, done_id, at)
            VALUES ({project}, {s.Workspace}, {at.Method}, {at.Version}, {new Json(JsonSerializer.Serialize(model, JsonSerializerOptions.Web))}, {at.Answers}, {at.Seen}, {at.Tx}, {at.Id}, {s.Now})
            ON CONFLICT (project) DO UPDATE SET method = excluded.method, ontology_version = excluded.ontology_version, model = excluded.model,
              answers = excluded.answers, seen = excluded.seen, done_tx = excluded.done_tx, done_id = excluded.done_id, at = excluded.at
            """);
    }, cancel);
}
