using System.Diagnostics;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Work;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Quality;

/// <summary>Learns the annotators' abilities anew after answers came in, and rewrites the resolutions that this changes.</summary>
public sealed class Refit(Db db) : IOutboxReader
{
    const int Chunk = 100;

    // A project that takes long to fit is fitted less often, so that fitting never eats more than a tenth of a core.
    readonly Dictionary<string, (long At, TimeSpan Took)> last = new(StringComparer.Ordinal);

    public string Name => "refit";

    public IReadOnlyCollection<string> Kinds { get; } = ["annotation.submitted", "ontology.changed", "method.changed", "redundancy.changed"];

    public async Task<bool> Handle(IReadOnlyList<OutboxEvent> events, CancellationToken cancel)
    {
        var all = true;
        foreach (var (workspace, project) in events.Where(e => e.Project is not null).Select(e => (e.Workspace, e.Project!)).Distinct())
        {
            if (last.TryGetValue(project, out var before) && Stopwatch.GetElapsedTime(before.At) < before.Took * 10)
            {
                all = false;
                continue;
            }
            var started = Stopwatch.GetTimestamp();
            await Run(workspace, project, cancel);
            last[project] = (Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(started));
        }
        return all;
    }

    /// <summary>Fits everything that is settled now; how many resolutions changed.</summary>
    public async Task<int> Run(string workspace, string project, CancellationToken cancel)
    {
        if (await Learn(workspace, project, cancel) is not { } learned)
            return 0;
        var changed = await Rewrite(workspace, project, learned, cancel);
        // For the screens: what people are believed to be able to do is another now, also where no task's resolution is.
        await db.Write(workspace, s => EventCalls.Raise(s, "quality.fitted", project, project), cancel);
        return changed;
    }

    /// <summary>What a full fit of everything that is settled now says, and of which tasks.</summary>
    public sealed record Learned(IReadOnlyList<string> Tasks, OntologyDocument Ontology, ProjectFit Fit);

    /// <summary>Learns from everything that is settled now, and keeps what was learned of people; null if there is no such project.</summary>
    public async Task<Learned?> Learn(string workspace, string project, CancellationToken cancel)
    {
        if (await ProjectVotes.Load(db, workspace, project, cancel: cancel) is not var (votes, ontology, method))
            return null;
        var fit = new ProjectFit(votes, method, take: true, cancel);
        await StoreModels(workspace, project, votes, fit, cancel);
        return new(votes.Tasks, ontology, fit);
    }

    /// <summary>Brings resolutions to what was learned, but for tasks to which something has happened since; how many changed.</summary>
    public async Task<int> Rewrite(string workspace, string project, Learned learned, CancellationToken cancel)
    {
        var changed = 0;
        foreach (var tasks in learned.Tasks.Chunk(Chunk))
            changed += await db.Write(workspace, s => Rewrite(s, project, tasks, learned.Ontology, learned.Fit), cancel);
        return changed;
    }

    async Task StoreModels(string workspace, string project, ProjectVotes votes, ProjectFit fit, CancellationToken cancel)
    {
        await db.Write(workspace, async s => { await s.Run($"DELETE FROM fit WHERE project = {project} AND workspace = {s.Workspace}"); }, cancel);
        foreach (var question in votes.Questions)
        {
            if (fit.Of(question.Question.Name) is not { Community: { } community } model)
                continue;
            var name = question.Question.Name;
            var people = Enumerable.Range(0, votes.Annotators.Count).Select(i => (Member: votes.Annotators[i], Json: model.Annotators[i].GetRawText()));
            foreach (var chunk in people.Chunk(Chunk))
                await db.Write(workspace, async s =>
                {
                    foreach (var (member, json) in chunk)
                        await s.Run($"""
                            INSERT INTO ability (project, question, member, workspace, model) VALUES ({project}, {name}, {member}, {s.Workspace}, {new Json(json)})
                            ON CONFLICT (project, question, member) DO UPDATE SET model = excluded.model
                            """);
                }, cancel);
            // Last, so that a reader who finds the fit finds the abilities too.
            await db.Write(workspace, async s =>
            {
                await s.Run($"""
                    INSERT INTO fit (project, question, workspace, method, model, as_of, at)
                    VALUES ({project}, {name}, {s.Workspace}, {fit.Method.Name}, {new Json(community.GetRawText())}, {votes.AsOf}, {s.Now})
                    ON CONFLICT (project, question) DO UPDATE SET method = excluded.method, model = excluded.model, as_of = excluded.as_of, at = excluded.at
                    """);
            }, cancel);
        }
    }

    static async ValueTask<int> Rewrite(Session s, string project, string[] tasks, OntologyDocument ontology, ProjectFit fit)
    {
        var changed = 0;
        foreach (var task in tasks)
        {
            // The lock keeps an answer that arrives now from being overwritten by what was believed before it.
            var (state, ordinal) = await s.One($"SELECT state, ordinal FROM task WHERE id = {task} AND workspace = {s.Workspace} {Dialect.Lock}", r => Tuple.Create(r.Text(0), r.Long(1)))
                ?? Tuple.Create((string?)null, 0L)!;
            var answers = await StoredAnswers.OfTask(s, task);
            var now = await s.One($"SELECT method, body FROM resolution WHERE task = {task} AND workspace = {s.Workspace}",
                r => Tuple.Create(r.Text(0), r.Text(1)));
            // What a review settled stands.
            if (state is not null && await StoredResolutions.Reviewed(s, task) is not null)
                continue;
            // What came after the fit, took another's place, or was taken out of the count is observed already, and has an event that brings the next fit.
            if (state is null || await s.Any($"SELECT 1 FROM annotation WHERE task = {task} AND workspace = {s.Workspace} AND tx >= {fit.AsOf}"))
                continue;
            var next = fit.Resolve(ontology, ordinal, answers);
            var same = now is var (method, body) && method == next.Method && body == StoredResolutions.Write(next);
            // A task that is answered in full because fewer answers are wanted now has no verdict yet.
            if (same && state is not "answered")
                continue;
            if (!same)
                await StoredResolutions.Put(s, project, task, next, answers.Count, ontology.Classes.Count > 0);
            var settled = await WorkCalls.Settle(s, project, task, await Verdict(s, task, ontology, next, answers.Count));
            if (state is "completed" && settled != state)
                await EventCalls.Raise(s, "resolution.reopened", project, task);
            changed++;
        }
        return changed;
    }

    // Where several people marked objects, those speak too, once they are compared.
    static async ValueTask<bool?> Verdict(Session s, string task, OntologyDocument ontology, Resolution questions, int answers)
    {
        if (ontology.Classes.Count == 0 || answers < 2)
            return questions.Disputed;
        return await StoredResolutions.Objects(s, task) is { } objects && objects.AsOf == await StoredResolutions.Newest(s, task) ? questions.Disputed || objects.Disputed : null;
    }
}
