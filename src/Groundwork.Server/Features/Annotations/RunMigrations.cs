using System.Diagnostics;
using Groundwork.Core.Ontology.Migration;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Carries migrations of answers out: in units of some 20 ms beside the work that goes on, each with how far it came, so that a killed server goes on where it was.</summary>
public sealed class RunMigrations(Db db, FolderBlobs blobs) : IBackgroundTask
{
    const long HeldMs = 30_000;
    const double UnitMs = 20;
    const int Most = 100;

    sealed record Run(string Id, string Project, long Version, bool Incomplete, long Tx, string At, string By);

    static readonly TimeSpan RoundLasts = TimeSpan.FromSeconds(2);

    public TimeSpan Rest => TimeSpan.FromMilliseconds(500);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var due = await db.Read(null, s => s.All($"SELECT workspace, id, project FROM answer_migration WHERE state = 'running' AND held_until <= {s.Now} ORDER BY created LIMIT 4",
            r => (Workspace: r.Text(0), Id: r.Text(1), Project: r.Text(2))), cancel);
        var unfinished = false;
        foreach (var (workspace, id, project) in due)
        {
            // Of two nodes that find it at once, one gets it.
            if (!await db.Write(workspace, async s => await s.Run($"UPDATE answer_migration SET held_until = {s.Now + HeldMs} WHERE id = {id} AND workspace = {s.Workspace} AND state = 'running' AND held_until <= {s.Now}") > 0, cancel))
                continue;
            // What was given a moment before the questions changed can't be seen yet while an older transaction lasts: it mustn't be missed.
            if (await QualityCalls.Settled(db, workspace, project, RoundLasts, cancel))
                unfinished |= await Go(workspace, id, cancel);
            else
                await Release(workspace, id, cancel);
        }
        return unfinished;
    }

    async Task<bool> Go(string workspace, string id, CancellationToken cancel)
    {
        var steps = new Dictionary<long, List<AnswerMigration>>();
        var (size, since) = (10, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(since) < RoundLasts)
        {
            var (run, page) = await db.Read(workspace, s => Next(s, id, steps, size), cancel);
            if (run is null)
                return false;
            var followed = new List<(AnswerPages.Followed Each, StoredDocument? Stored)>();
            foreach (var stored in page)
            {
                var each = await AnswerPages.Follow(blobs, workspace, stored, steps);
                followed.Add((each, each.IsChanged && (run.Incomplete || each.After.Missing.Count == 0) ? await StoredDocument.Write(blobs, workspace, each.After.Document) : null));
            }
            var began = Stopwatch.GetTimestamp();
            if (!await db.Write(workspace, s => Write(s, run, followed, page.Count < size), cancel) || page.Count < size)
                return false;
            size = (int)Math.Clamp(size * UnitMs / Math.Max(1, Stopwatch.GetElapsedTime(began).TotalMilliseconds), 1, Most);
        }
        await Release(workspace, id, cancel);
        return true;
    }

    Task Release(string workspace, string id, CancellationToken cancel) =>
        db.Write(workspace, async s =>
        {
            await s.Run($"UPDATE answer_migration SET held_until = 0 WHERE id = {id} AND workspace = {s.Workspace}");
            await EventCalls.Raise(s, "migration.moved", await s.Text($"SELECT project FROM answer_migration WHERE id = {id} AND workspace = {s.Workspace}"), id);
        }, cancel);

    static async ValueTask<(Run?, List<AnswerPages.Stored>)> Next(Session s, string id, Dictionary<long, List<AnswerMigration>> steps, int size)
    {
        var run = await s.One($"SELECT id, project, version, incomplete, at_tx, at_id, by_member FROM answer_migration WHERE id = {id} AND workspace = {s.Workspace} AND state = 'running'",
            r => new Run(r.Text(0), r.Text(1), r.Long(2), r.Bool(3), r.Long(4), r.Text(5), r.Text(6)));
        if (run is null)
            return (null, []);
        var page = await AnswerPages.Next(s, run.Project, run.Version, (run.Tx, run.At), size);
        foreach (var from in page.Select(p => p.Version).Distinct().Where(v => !steps.ContainsKey(v)))
            steps[from] = await ProjectCalls.Steps(s, run.Project, from, run.Version);
        return (run, page);
    }

    // False if it was stopped, or another node is further.
    static async ValueTask<bool> Write(Session s, Run run, List<(AnswerPages.Followed Each, StoredDocument? Stored)> followed, bool last)
    {
        if (!await s.Any($"SELECT 1 FROM answer_migration WHERE id = {run.Id} AND workspace = {s.Workspace} AND state = 'running' AND at_tx = {run.Tx} AND at_id = {run.At} {Dialect.Lock}"))
            return false;
        var tasks = new SortedSet<string>(followed.Where(f => f.Stored is not null).Select(f => f.Each.Stored.Task), StringComparer.Ordinal);
        await s.All($"SELECT id FROM task WHERE workspace = {s.Workspace} AND id IN {new Ids(tasks)} ORDER BY id {Dialect.Lock}", r => r.Text(0));
        var (changed, lost) = (0L, 0L);
        foreach (var (each, stored) in followed)
        {
            // A correction that came meanwhile is what holds now, and is found later.
            if (stored is null || await s.Any($"SELECT 1 FROM annotation WHERE parent = {each.Stored.Id} AND workspace = {s.Workspace}"))
                continue;
            var old = each.Stored;
            await AnnotationCalls.Add(s, new NewAnnotation(s.NewId(), run.Project, old.Task, old.Assignment, old.Author, old.AuthorKind, run.Version, stored, null, null, old.Late, old.Counted)
            {
                Before = new StandingAnswer(old.Id, old.Revision, each.Before.Hash(), old.Body, old.Submitted, old.Late, old.Counted),
                Import = old.Import,
                SubmittedAt = old.Submitted,
                MigratedBy = run.By,
            });
            (changed, lost) = (changed + 1, lost + (each.After.Lost.Count > 0 ? 1 : 0));
        }
        foreach (var task in tasks)
            await WorkCalls.Settle(s, run.Project, task, await QualityCalls.Observe(s, run.Project, task));
        var kept = followed.Count(f => f.Stored is null && f.Each.After.Missing.Count > 0);
        var (tx, at) = followed.Count == 0 ? (run.Tx, run.At) : (followed[^1].Each.Stored.Tx, followed[^1].Each.Stored.Id);
        await s.Run($"""
            UPDATE answer_migration SET at_tx = {tx}, at_id = {at}, looked = looked + {(long)followed.Count}, changed = changed + {changed}, lost = lost + {lost}, kept = kept + {(long)kept},
              state = CASE WHEN {last} = 1 THEN 'done' ELSE state END, ended = CASE WHEN {last} = 1 THEN {s.Now} ELSE ended END, held_until = {(last ? 0 : s.Now + HeldMs)}
            WHERE id = {run.Id} AND workspace = {s.Workspace}
            """);
        if (last)
        {
            await EventCalls.Raise(s, "ontology.changed", run.Project, run.Project);
            await EventCalls.Record(s, run.By, "migration.done", run.Id, project: run.Project);
        }
        return true;
    }
}
