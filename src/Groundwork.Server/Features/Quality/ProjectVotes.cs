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
        /// <summary>The table, over all tasks and annotators of the project that have any vote.</summary>
        public VoteTable Table(ProjectVotes all) =>
            VoteTable.Build(CollectionsMarshal.AsSpan(Votes), all.Tasks.Count, all.Annotators.Count, Labels.Count, out _);
    }

    readonly TaskIds tasks = new();
    readonly Dictionary<Guid, int> taskIndex = [];
    readonly Dictionary<string, int> annotatorIndex = new(StringComparer.Ordinal);
    readonly List<long> ordinals = [];

    /// <summary>The tasks that have answers, in the project's order, whatever the order in which the answers came.</summary>
    public IReadOnlyList<string> Tasks => tasks;
    public List<string> Annotators { get; } = [];
    public List<QuestionVotes> Questions { get; } = [];

    /// <summary>The transaction that everything here came before.</summary>
    public long AsOf { get; private init; }

    /// <summary>When it was loaded, Unix milliseconds.</summary>
    public long At { get; private init; }

    public int Answers { get; private set; }

    public int? TaskAt(string task) => taskIndex.TryGetValue(Guid.Parse(task), out var at) ? at : null;

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
        votes.Expect((int)Math.Clamp(counters.GetValueOrDefault("tasks"), 0, answers));
        foreach (var question in ontology.Questions.Where(q => q.Asks.Scale is Scale.Nominal or Scale.Ordinal))
            votes.Questions.Add(new QuestionVotes(question, question.Asks.Labels(question), new(answers)));
        for (var after = (Tx: -1L, Id: "");;)
        {
            var page = await db.Read(workspace, s => StoredAnswers.Page(s, project, votes.AsOf, after, Page, cancelled: !frozen), cancel);
            foreach (var each in page)
                votes.Add(each);
            if (page.Count < Page)
                break;
            after = (page[^1].Tx, page[^1].Id);
        }
        VoteOrder.Tasks(votes.Questions, votes.tasks, votes.taskIndex, votes.ordinals);
        if (frozen)
            VoteOrder.Annotators(votes.Questions, votes.Annotators, votes.annotatorIndex, await db.Read(workspace, s => s.All($"SELECT id, origin FROM member WHERE workspace = {s.Workspace} AND origin IS NOT NULL",
                r => KeyValuePair.Create(r.Text(0), r.Text(1))), cancel));
        votes.ordinals.Clear();
        votes.ordinals.Capacity = 0;
        return (votes, ontology, method);
    }

    /// <summary>Lets the votes go once a fit has learned from them; tasks and annotators stay.</summary>
    internal void Forget()
    {
        foreach (var question in Questions)
        {
            question.Votes.Clear();
            question.Votes.Capacity = 0;
        }
        LargeMemory.Return(Answers);
    }

    // What grows by doubling leaves as much again behind.
    void Expect(int answered)
    {
        taskIndex.EnsureCapacity(answered);
        tasks.Ids.EnsureCapacity(answered);
        ordinals.EnsureCapacity(answered);
    }

    void Add(StoredAnswers.Stored stored)
    {
        Answers++;
        var task = Index(taskIndex, tasks.Ids, Guid.Parse(stored.Task));
        if (task == ordinals.Count)
            ordinals.Add(stored.Ordinal);
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
