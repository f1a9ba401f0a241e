using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Quality;
using Groundwork.Core.Simulation;
using Groundwork.Core.Statistics;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Review;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Judges half of what waits for a review in a sample project: accepts and corrects, and sends the two worst answers back, one to its author, who
/// answers again, and one to others.
/// </summary>
sealed class SampleReviews(Db db, FolderBlobs blobs, CurrentMember me, SampleProject sample, string project, CancellationToken cancel)
{
    const int FewestToSendBack = 3;

    sealed record Waiting(string Task, SampleItem Item, string State, int At);

    sealed record Given(Waiting On, string Annotation, string Author, string? Assignment, AnswerDocument Document);

    CurrentMember? reviewer;

    internal async Task Write()
    {
        var id = await db.Write(me.Workspace, s => AccountCalls.Outsider(s, Sample.Reviewer.Name, "simulated", "reviewer"), cancel);
        reviewer = new(id, me.Workspace, Sample.Reviewer.Name, Roles.Reviewer, "simulated", ByCookie: false);
        // Of what waits for the same reason every other one, where most is to be mended first: somebody finds some of each.
        var judged = (await Find()).GroupBy(w => w.State, StringComparer.Ordinal).SelectMany(g => g.Take(g.Count() - 1).Where((_, n) => n % 2 == 0)).OrderBy(w => w.At).ToList();
        foreach (var (n, given) in (await Worst(judged)).Index())
        {
            await SendBack(given, toAuthor: n == 0);
            if (n == 0)
                await AnswerAgain(given);
            else
                judged.Remove(given.On);
        }
        await QualityCalls.ResolveObjects(db, blobs, me.Workspace, project, cancel);
        foreach (var each in judged)
            await ReviewCalls.Judge(db, blobs, reviewer, each.Task, $"sample-settles-{each.Task}", proposal => Verdict(each, proposal), cancel);
    }

    async Task<List<Waiting>> Find()
    {
        var items = sample.Items.Index().ToDictionary(i => i.Item.Id, StringComparer.Ordinal);
        return await db.Read(me.Workspace, s => s.All($"""
            SELECT t.id, i.external_id, t.state FROM task t JOIN item i ON i.id = t.item AND i.workspace = t.workspace
            LEFT JOIN resolution r ON r.task = t.id AND r.workspace = t.workspace
            WHERE t.project = {project} AND t.workspace = {s.Workspace} AND t.state IN ('in_review', 'disputed') ORDER BY coalesce(r.gain, 0) DESC, t.ordinal
            """, r => new Waiting(r.Text(0), items[r.Text(1)].Item, r.Text(2), items[r.Text(1)].Index)), cancel);
    }

    GiveVerdict.Request Verdict(Waiting on, AnswerDocument proposal)
    {
        // Each by chance of its own: which tasks are drawn for review differs from one installation to the next.
        var mended = new SimulatedReviewer(Hand(on), Sample.Reviewer).Mend(proposal, on.Item.Simulated);
        return ReviewOutcome.Of(proposal, mended).IsSame ? new("", "accept") : new("", "correct", JsonElement.Parse(AnswerWriter.Canonical(mended)));
    }

    // Of each task one answer at most, those that are least like what is there.
    async Task<List<Given>> Worst(List<Waiting> judged)
    {
        if (judged.Count < FewestToSendBack)
            return [];
        var answers = new List<Given>();
        foreach (var each in judged)
            answers.AddRange(await db.Read(me.Workspace, s => s.All($"""
                SELECT a.id, a.author, a.assignment, a.body FROM annotation a WHERE a.task = {each.Task} AND a.workspace = {s.Workspace} AND a.counted = 1 AND a.assignment IS NOT NULL ORDER BY a.author
                """, r => new Given(each, r.Text(0), r.Text(1), r.TextOrNull(2), AnswerReader.Read(Encoding.UTF8.GetBytes(r.Text(3)), [])!)), cancel));
        return [.. answers.OrderBy(a => DocumentSimilarity.Of(a.Document, a.On.Item.Simulated.Truth, a.On.Item.Simulated.Size)).DistinctBy(a => a.On.Task).Take(2)];
    }

    async Task SendBack(Given given, bool toAuthor)
    {
        var score = ObjectScore.Of([(given.Document, given.On.Item.Simulated.Truth, given.On.Item.Simulated.Size)]);
        var (reason, comment) = score.There - score.Found >= Math.Max(1, score.Given - score.Found) ? ("Missed", "Some of what is there isn't marked. Please go through it once more from the beginning.")
            : score.Given > score.Found ? ("Not there", "Not all of this is to be marked. Have another look at the instructions, please.")
            : ("Wrong class", "The places are right. What the things are isn't, not everywhere.");
        await ReviewCalls.Judge(db, blobs, reviewer!, given.On.Task, $"sample-rejects-{given.On.Task}",
            _ => new("", "reject", Reason: reason, Comment: comment, Answers: [given.Annotation], SendBackTo: toAuthor ? "author" : "others"), cancel);
    }

    async Task AnswerAgain(Given given)
    {
        var name = await db.Read(me.Workspace, s => s.Text($"SELECT name FROM member WHERE id = {given.Author} AND workspace = {s.Workspace}"), cancel);
        var person = sample.People.Single(p => p.Name == name);
        // Whoever is told what is wrong looks more closely.
        var document = StoredDocument.Small(Hand(given.On).Answer(person with { Misses = 0, Tempted = 0, Confuses = 0, Right = 1 }, given.On.Item.Simulated with { Hidden = [] }));
        await db.Write(me.Workspace, async s =>
        {
            if (await WorkCalls.Check(s, given.Assignment!, given.Author) is not { } lease || await AnnotationCalls.Latest(s, given.On.Task, given.Author) is not { Counted: false } before)
                return;
            var (counted, _) = await WorkCalls.Correct(s, lease);
            await AnnotationCalls.Add(s, new(s.NewId(), project, given.On.Task, lease.Id, given.Author, "person", 1, document, null, null, false, counted) { Before = before });
            await WorkCalls.Settle(s, project, given.On.Task, await QualityCalls.Observe(s, project, given.On.Task));
        }, cancel);
    }

    SimulatedHand Hand(Waiting on) => new(sample.Ontology, sample.Mistaken, new SeededRandom(sample.Seed + (ulong)on.At + 1));
}
