using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Formats;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Writes surveyed votes: the dataset, the project, and then tasks and answers in small transactions.</summary>
sealed class VoteIntake(Db db, CurrentMember me, string name, string method, VoteSurvey survey, ImportOrigin origin)
{
    internal const string Question = "label";
    const int Chunk = 100;

    string project = "", dataset = "", import = "";
    readonly HashSet<string> seenTasks = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> members = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> tasks = new(StringComparer.Ordinal);
    readonly Dictionary<string, StoredDocument> documents = new(StringComparer.Ordinal);

    internal async Task<(string Project, string Dataset)> Begin(CancellationToken cancel)
    {
        var ontology = new OntologyDocument
        {
            Questions =
            [
                new Question(Question, "Label", "choice")
                {
                    Required = true,
                    Options = [.. survey.Labels.Select((label, i) => new Option(label, label, i < 9 ? $"{i + 1}" : null))],
                },
            ],
        };
        foreach (var label in survey.Labels)
        {
            var document = AnswerDocument.Empty with
            {
                Answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [Question] = JsonSerializer.SerializeToElement(label) },
            };
            documents[label] = StoredDocument.Small(document);
        }
        await db.Write(me.Workspace, async s =>
        {
            dataset = await DataCalls.CreateDataset(s, me, name) ?? throw new InvalidOperationException("The name was taken meanwhile.");
            import = await DataCalls.BeginImport(s, me, dataset, origin);
            project = await ProjectCalls.Create(s, me, new(name, dataset, ontology, "", 1, method)) ?? throw new InvalidOperationException("The name was taken meanwhile.");
        }, cancel);
        return (project, dataset);
    }

    internal async Task TakeIn(IAsyncEnumerable<RowOutcome> rows, CancellationToken cancel)
    {
        var chunk = new List<VoteRow>(Chunk);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            if (row is VoteRow vote)
                chunk.Add(vote);
            if (chunk.Count < Chunk)
                continue;
            await Write(chunk, cancel);
            chunk.Clear();
        }
        await Write(chunk, cancel);
    }

    /// <param name="also">What happens together with the end.</param>
    /// <param name="cancel">Ends the wait for the database.</param>
    internal async Task End(Func<Session, ValueTask> also, CancellationToken cancel) => await db.Write(me.Workspace, async s =>
    {
        await DataCalls.LeaveOut(s, import, 0, origin.FileName, [.. survey.Faults.Select(f => new RowFault(f.Row, f.Reason, f.Todo))]);
        await DataCalls.EndImport(s, me, import, new ImportOutcome(survey.Tasks, 0, survey.FaultCount, JsonSerializer.Serialize(survey.Faults, JsonSerializerOptions.Web)));
        await EventCalls.Raise(s, "annotation.submitted", project, import);
        await also(s);
    }, cancel);

    async Task Write(List<VoteRow> votes, CancellationToken cancel)
    {
        if (votes.Count == 0)
            return;
        var items = votes.Where(v => seenTasks.Add(v.Task)).Select(v => new NewItem(v.Row, v.Task, "text",
            JsonSerializer.Serialize(new { text = v.Task }), "{}")).ToList();
        if (items.Count > 0)
        {
            await db.Write(me.Workspace, s => DataCalls.AddItems(s, dataset, import, items), cancel);
            await ProjectCalls.Feed(db, me.Workspace, project, cancel);
        }
        await db.Write(me.Workspace, s => Answers(s, votes), cancel);
    }

    async ValueTask Answers(Session s, List<VoteRow> votes)
    {
        foreach (var group in votes.GroupBy(v => v.Task))
        {
            if (!tasks.TryGetValue(group.Key, out var task))
            {
                var item = (await DataCalls.ItemIds(s, dataset, [group.Key]))[group.Key];
                tasks[group.Key] = task = (await s.Text($"SELECT id FROM task WHERE project = {project} AND workspace = {s.Workspace} AND item = {item}"))!;
            }
            foreach (var vote in group)
            {
                if (!members.TryGetValue(vote.Worker, out var author))
                    members[vote.Worker] = author = await AccountCalls.Outsider(s, vote.Worker, "external");
                await AnnotationCalls.Add(s, new NewAnnotation(s.NewId(), project, task, null, author, "person", 1, documents[vote.Label], null, null, false, true) { Import = import });
                if (vote.Gold is { } gold)
                    await QualityCalls.Know(s, project, task, Question, JsonSerializer.SerializeToElement(gold), import);
            }
            await WorkCalls.TakeIn(s, project, task, group.Count());
            var disputed = await QualityCalls.Observe(s, project, task);
            await WorkCalls.Settle(s, project, task, disputed);
        }
    }
}
