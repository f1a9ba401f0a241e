using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Quality;
using Groundwork.Core.Ontology;
using Groundwork.Core.Statistics;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Annotations;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// The sample project: real messages, and answers of annotators who say by name that they are simulated. They err
/// at different rates, from a fixed seed, so what the quality screen finds out about them can be checked.
/// </summary>
sealed class SampleWorkspace(Db db, FolderBlobs blobs, CurrentMember me)
{
    internal const string Name = "Customer messages (sample)";
    const int Redundancy = 3, Finished = 34, Begun = 40, Known = 12;
    const ulong Seed = 20261122;

    static readonly (string Name, double Right)[] People =
        [("Ada (simulated)", 0.96), ("Bao (simulated)", 0.93), ("Chiara (simulated)", 0.9), ("Dmitri (simulated)", 0.86), ("Esi (simulated)", 0.8), ("Finn (simulated)", 0.55)];

    static readonly string[] Intents = ["complaint", "request", "question", "praise"];
    static readonly string[] Urgencies = ["today", "this_week", "whenever"];

    sealed record Message(string Id, string Text, string Intent, string? Urgency);

    readonly SeededRandom random = new(Seed);
    readonly Dictionary<string, string> members = new(StringComparer.Ordinal);
    long answers;

    internal async Task<LoadSample.Response?> Load(CancellationToken cancel)
    {
        var (messages, file) = await ReadMessages(cancel);
        var project = await db.Write(me.Workspace, async s =>
        {
            if (await DataCalls.CreateDataset(s, me, Name) is not { } dataset)
                return null;
            var import = await DataCalls.BeginImport(s, me, dataset, new("messages.jsonl", "jsonl", file.Sha256, file.Size, new("Written for Groundwork", "CC0-1.0")));
            await DataCalls.AddItems(s, dataset, import, [.. messages.Select((m, i) => new NewItem(i + 1, m.Id, "text", JsonSerializer.Serialize(new { text = m.Text }), "{}"))]);
            await DataCalls.EndImport(s, me, import, new ImportOutcome(messages.Count, 0, 0, "[]"));
            return await ProjectCalls.Create(s, me, new(Name, dataset, Questions(), Instructions, Redundancy, ITruthMethod.Default));
        }, cancel);
        if (project is null)
            return null;
        await ProjectCalls.Feed(db, me.Workspace, project, cancel);
        for (var i = 0; i < Begun; i++)
            await db.Write(me.Workspace, Answer(project, messages[i], i), cancel);
        await db.Write(me.Workspace, s => EventCalls.Raise(s, "annotation.submitted", project, project), cancel);
        return new LoadSample.Response(project, Name, messages.Count, answers, People.Length);
    }

    async Task<(List<Message>, BlobRef)> ReadMessages(CancellationToken cancel)
    {
        await using var stream = typeof(SampleWorkspace).Assembly.GetManifestResourceStream("sample/messages.jsonl")!;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancel);
        var file = await blobs.Put(me.Workspace, copy.ToArray(), cancel);
        var lines = System.Text.Encoding.UTF8.GetString(copy.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return ([.. lines.Select(line => JsonSerializer.Deserialize<Message>(line, JsonSerializerOptions.Web)!)], file);
    }

    // Who answers what is drawn here, outside the unit: a unit may run twice and must do the same again.
    Func<Session, ValueTask> Answer(string project, Message message, int index)
    {
        var order = Enumerable.Range(0, People.Length).ToArray();
        random.Shuffle<int>(order);
        var given = order.Take(index < Finished ? Redundancy : 1).Select(p => (People[p].Name, Document: Document(message, People[p].Right))).ToList();
        answers += given.Count;
        return async s =>
        {
            var task = (await s.Text($"""
                SELECT t.id FROM task t JOIN item i ON i.id = t.item AND i.workspace = t.workspace
                WHERE t.project = {project} AND t.workspace = {s.Workspace} AND i.external_id = {message.Id}
                """))!;
            foreach (var (name, document) in given)
                await AnnotationCalls.Add(s, new NewAnnotation(s.NewId(), project, task, null, await AccountCalls.Outsider(s, name, "simulated"), "person", 1,
                    document, null, null, false, true));
            if (index < Known)
                await QualityCalls.Know(s, project, task, "intent", JsonSerializer.SerializeToElement(message.Intent));
            await WorkCalls.TakeIn(s, project, task, given.Count);
            await WorkCalls.Settle(s, project, task, await QualityCalls.Observe(s, project, task));
        };
    }

    StoredDocument Document(Message message, double right)
    {
        var intent = Drawn(Intents, message.Intent, right);
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["intent"] = JsonSerializer.SerializeToElement(intent) };
        if (intent is "complaint" or "request")
            values["urgency"] = JsonSerializer.SerializeToElement(Drawn(Urgencies, message.Urgency ?? "whenever", right));
        return StoredDocument.Small(AnswerDocument.Empty with { Answers = values });
    }

    string Drawn(string[] options, string truth, double right) =>
        random.NextDouble() < right ? truth : options.Where(o => o != truth).ElementAt(random.NextInt(options.Length - 1));

    static OntologyDocument Questions() => new()
    {
        Questions =
        [
            new Question("intent", "What does the writer want?", "choice")
            {
                Required = true,
                Options = [new("complaint", "Complain", "1"), new("request", "Ask for something to be done", "2"), new("question", "Know something", "3"), new("praise", "Praise", "4")],
            },
            new Question("urgency", "When does it have to be dealt with?", "choice")
            {
                Required = true,
                When = new Condition.Is("intent", [JsonSerializer.SerializeToElement("complaint"), JsonSerializer.SerializeToElement("request")]),
                Options = [new("today", "Today", "1"), new("this_week", "This week", "2"), new("whenever", "Whenever", "3")],
            },
            new Question("note", "Anything the next person should know?", "text") { Max = 500 },
        ],
    };

    const string Instructions = """
        Read the message as the person at the desk would, and decide **what the writer wants**.

        - *Complain*: something went wrong, whether or not they ask for anything.
        - *Ask for something to be done*: change, send, cancel, build.
        - *Know something*: an answer is enough.
        - *Praise*: nothing needs to happen.

        If it is a complaint or a request, say **when it has to be dealt with**: what would a fair-minded person expect?
        "Today" is for money, health, locked doors and things that start tomorrow.

        > **Example.** "Well, great: the 'faster' page now takes eleven seconds to load." Not praise: a complaint.
        """;
}
