using System.Diagnostics;
using System.Runtime.InteropServices;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Quality;

/// <summary>All votes of a project as of one moment, as the statistics take them: one table for each question with labels.</summary>
public sealed class ProjectVotes
{
    const int Page = 2000;

    /// <summary>A report rather leaves the newest answers out, and says as of when it is, than keep its reader waiting longer.</summary>
    public static readonly TimeSpan ReportWaits = TimeSpan.FromSeconds(3);

    public sealed record QuestionVotes(Question Question, IReadOnlyList<Label> Labels, List<Vote> Votes)
    {
        /// <summary>The table, when nobody needs the votes any more.</summary>
        internal VoteTable TakeTable(ProjectVotes all)
        {
            var table = Table(all);
            Votes.Clear();
            Votes.Capacity = 0;
            return table;
        }

        /// <summary>The table, over all tasks and annotators of the project that have any vote.</summary>
        public VoteTable Table(ProjectVotes all) =>
            VoteTable.Build(CollectionsMarshal.AsSpan(Votes), all.TaskCount, all.Annotators.Count, Labels.Count, out _);
    }

    readonly TaskIds tasks = new();
    readonly Dictionary<string, int> annotatorIndex = new(StringComparer.Ordinal);
    readonly TaskPlaces places = new();

    /// <summary>The tasks that have answers, in the project's order, whatever the order in which the answers came; not kept of what is frozen.</summary>
    public IReadOnlyList<string> Tasks => tasks;
    public int TaskCount => places.Count;
    public List<string> Annotators { get; } = [];
    public List<QuestionVotes> Questions { get; } = [];

    /// <summary>The transaction that everything here came before.</summary>
    public long AsOf { get; private init; }

    /// <summary>When it was loaded, Unix milliseconds.</summary>
    public long At { get; private init; }

    public int Answers { get; private set; }

    /// <summary>The place of a task in every table, by its ordinal in the project; null if it has no answers.</summary>
    public int? TaskAt(long ordinal) => places.At(ordinal);

    /// <summary>
    /// Waits until every answer that is there now is settled: on PostgreSQL a transaction that began earlier, anywhere in the
    /// cluster, keeps the newest ones from it for a moment. False if that took too long.
    /// </summary>
    public static async Task<bool> Settled(Db db, string workspace, string project, TimeSpan most, CancellationToken cancel = default)
    {
        var newest = await db.Read(workspace, s => s.Long($"SELECT max(tx) FROM annotation WHERE project = {project} AND workspace = {s.Workspace}"), cancel);
        for (var since = Stopwatch.GetTimestamp(); await db.Read(workspace, s => s.Long($"SELECT {Dialect.Settled}"), cancel) <= newest;)
        {
            if (Stopwatch.GetElapsedTime(since) > most)
                return false;
            await Task.Delay(20, cancel);
        }
        return true;
    }

    /// <summary>Loads everything that was settled when it began, in short reads. Null if there is no such project.</summary>
    /// <param name="db">The database.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="project">Whose votes.</param>
    /// <param name="frozen">Only what a snapshot holds, in an order that is the same wherever the same answers are.</param>
    /// <param name="cancel">Stops loading.</param>
    public static async Task<(ProjectVotes Votes, OntologyDocument Ontology, string Method)?> Load(
        Db db, string workspace, string project, bool frozen = false, CancellationToken cancel = default)
    {
        var start = await db.Read(workspace, async s =>
        {
            var method = await s.Text($"SELECT method FROM project WHERE id = {project} AND workspace = {s.Workspace}");
            return method is null ? null
                : Tuple.Create(await ProjectCalls.Ontology(s, project), method, await s.Long($"SELECT {Dialect.Settled}") ?? 0, s.Now, await EventCalls.Counters(s, project));
        }, cancel);
        if (start is not var (ontology, method, settled, now, counters))
            return null;
        var votes = new ProjectVotes { AsOf = settled, At = now };
        var answers = (int)Math.Max(0, counters.GetValueOrDefault("answers"));
        if (!frozen)
            votes.tasks.Ids.EnsureCapacity((int)Math.Clamp(counters.GetValueOrDefault("tasks"), 0, answers));
        votes.places.Expect(counters.GetValueOrDefault("tasks"));
        foreach (var question in ontology.Questions.Where(q => q.Asks.Scale is Scale.Nominal or Scale.Ordinal))
            votes.Questions.Add(new QuestionVotes(question, question.Asks.Labels(question), new(answers)));
        for (var after = (Tx: -1L, Id: "");;)
        {
            var mark = votes.Mark();
            var (count, last) = await db.Read(workspace, s =>
            {
                // Where the database asks for it a second time, what was heard the first time doesn't count.
                votes.BackTo(mark);
                return StoredAnswers.Page(s, project, votes.AsOf, after, Page, cancelled: !frozen, stored => votes.Add(stored, frozen));
            }, cancel);
            if (count < Page)
                break;
            after = last;
        }
        LargeMemory.Return(votes.Answers);
        VoteOrder.Tasks(votes.Questions, votes.places, votes.tasks.Ids);
        if (frozen)
            VoteOrder.Annotators(votes.Questions, votes.Annotators, votes.annotatorIndex, await db.Read(workspace, s => s.All($"SELECT id, origin FROM member WHERE workspace = {s.Workspace} AND origin IS NOT NULL",
                r => KeyValuePair.Create(r.Text(0), r.Text(1))), cancel));
        return (votes, ontology, method);
    }

    int[] Mark() => [Answers, .. Questions.Select(q => q.Votes.Count)];

    void BackTo(int[] mark)
    {
        Answers = mark[0];
        for (var q = 0; q < Questions.Count; q++)
            CollectionsMarshal.SetCount(Questions[q].Votes, mark[q + 1]);
    }

    void Add(StoredAnswers.Stored stored, bool frozen)
    {
        Answers++;
        var task = places.Place(stored.Ordinal);
        if (!frozen && task == tasks.Count)
            tasks.Ids.Add(Guid.Parse(stored.Task));
        var annotator = Index(annotatorIndex, Annotators, stored.Author);
        var answer = StoredAnswers.Read(stored);
        foreach (var question in Questions)
            foreach (var (_, label) in Resolution.Votes(question.Question, question.Labels, [answer]))
                question.Votes.Add(new Vote(task, annotator, label));
    }

    static int Index<T>(Dictionary<T, int> index, List<T> list, T key) where T : notnull
    {
        if (!index.TryGetValue(key, out var at))
        {
            index.Add(key, at = list.Count);
            list.Add(key);
        }
        return at;
    }
}
