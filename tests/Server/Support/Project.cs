using System.Text.Json;

namespace Groundwork.Server.Tests.Support;

/// <summary>A project in a test, and how people work in it.</summary>
public sealed record Project(TestServer Server, string Id, string Dataset)
{
    /// <summary>One choice, and a second question for those who say "other".</summary>
    public static readonly object Topics = Ontology(
        Choice("topic", ["billing", "technical", "other"]),
        new { name = "why", title = "Why?", kind = "choice", required = true, options = Options(["spam", "greeting"]), when = new { question = "topic", @is = new[] { "other" } } });

    public static object Ontology(params object[] questions) => new { version = 1, classes = Array.Empty<object>(), relations = Array.Empty<object>(), questions };

    public static object Choice(string name, string[] labels) => new { name, title = name, kind = "choice", required = true, options = Options(labels) };

    static object[] Options(string[] labels) => [.. labels.Select(l => new { name = l, title = l })];

    public static async Task<Project> Make(TestServer server, int tasks = 3, int redundancy = 1, string method = "majority", object? ontology = null, string name = "Support", Client? by = null)
    {
        var owner = by ?? server.Owner;
        var dataset = (await owner.Post("/api/datasets", new { name = $"{name} mails" })).Expect(201).Text("id");
        if (tasks > 0)
            await Import(owner, dataset, [.. Enumerable.Range(1, tasks).Select(n => $"text {n}")]);
        var made = (await owner.Post("/api/projects", new { name, datasetId = dataset, ontology = ontology ?? Topics, instructions = "Read first.", redundancy, method })).Expect(201);
        made.Number("tasks").ShouldBe(tasks);
        return new Project(server, made.Text("id"), dataset);
    }

    /// <summary>Imports texts with the ids t1, t2, …</summary>
    public static async Task<Answer> Import(Client by, string dataset, string[] texts, int first = 1) =>
        (await by.Upload($"/api/datasets/{dataset}/imports?format=jsonl",
            string.Concat(texts.Select((text, i) => JsonSerializer.Serialize(new { id = $"t{first + i}", text }) + "\n")))).Expect(200);

    public static object Document(string topic, string? why = null) =>
        new { version = 1, answers = why is null ? (object)new { topic } : new { topic, why } };

    public Task<Answer> Take(Client by, params string[] holding) => by.Post($"/api/projects/{Id}/take", new { holding });

    /// <summary>The id of a new or resumed lease.</summary>
    public async Task<string> Lease(Client by, params string[] holding) => (await Take(by, holding)).Expect(200).Text("assignment.id");

    public static Task<Answer> Submit(Client by, string assignment, object document, string? key = null) =>
        by.Post($"/api/assignments/{assignment}/submit", new { document, activeMs = 1200, startedAt = 1 }, ("Idempotency-Key", key ?? Guid.NewGuid().ToString()));

    public async Task<Answer> Label(Client by, string topic, string? why = null) =>
        (await Submit(by, await Lease(by), Document(topic, why))).Expect(201);

    public async Task<string> TaskId(int ordinal = 1, Client? by = null) =>
        (await (by ?? Server.Owner).Get($"/api/projects/{Id}/tasks?limit=1000")).Expect(200).Items.Single(t => t.GetProperty("ordinal").GetInt32() == ordinal).GetProperty("id").GetString()!;

    public async Task<Answer> See(int ordinal = 1) => (await Server.Owner.Get($"/api/tasks/{await TaskId(ordinal)}")).Expect(200);

    /// <summary>A new snapshot, however long it takes.</summary>
    public async Task<Answer> Freeze(Client? by = null, string name = "")
    {
        var who = by ?? Server.Owner;
        var frozen = await who.Post($"/api/projects/{Id}/snapshots", new { name });
        if (frozen.Status != 202)
            return frozen.Expect(201);
        var job = await Ended(who, frozen.Text("id"));
        return (await who.Get($"/api/snapshots/{job.Text("made")}")).Expect(200);
    }

    public static Task<Answer> Ended(Client by, string job) => Poll.Until(async () => (await by.Get($"/api/jobs/{job}")).Expect(200), j => j["endedAt"].ValueKind != JsonValueKind.Null, seconds: 60);

    public async Task<Answer> Export(string format, string what, object[]? filter = null) => await Download((await Freeze()).Text("id"), format, what, filter);

    public async Task<Answer> Download(string snapshot, string format, string what, object[]? filter = null)
    {
        var job = (await Server.Owner.Post($"/api/snapshots/{snapshot}/exports", new { format, what, filter = filter is null ? null : JsonSerializer.Serialize(filter) })).Expect(202);
        return (await Server.Owner.Get($"/api/exports/{job.Text("id")}/file")).Expect(200);
    }
}
