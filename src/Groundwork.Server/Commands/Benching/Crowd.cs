using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Commands.Benching;

/// <summary>People who label over HTTP as scripts do, each with a key of their own; and the project that they label.</summary>
sealed class Crowd : IDisposable
{
    // Answers to each task, where the run is no reason for more.
    const int Redundancy = 5, MostRedundancy = 25;

    static readonly byte[] Take = """{"holding":[]}"""u8.ToArray();
    static readonly byte[] Answer = """{"document":{"version":1,"objects":[],"tracks":[],"relations":[],"answers":{"complaint":"yes"}},"activeMs":10}"""u8.ToArray();

    /// <summary>What is asked.</summary>
    internal static readonly JsonElement Ontology = JsonElement.Parse("""
        {"version":1,"questions":[{"name":"complaint","title":"A complaint?","kind":"choice","required":true,"options":[{"name":"yes","title":"Yes"},{"name":"no","title":"No"}]}]}
        """);

    readonly SocketsHttpHandler handler;
    readonly string url;

    internal Crowd(string url, string ownerKey, int people)
    {
        this.url = url;
        handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = people + 4 };
        Owner = With(ownerKey);
    }

    internal HttpClient Owner { get; }

    internal HttpClient With(string key) => new(handler, disposeHandler: false)
    {
        BaseAddress = new Uri(url),
        Timeout = TimeSpan.FromMinutes(30),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>Makes a project of short texts, and returns when all can be taken.</summary>
    /// <param name="tasks">How many.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="atLeast">So many answers it must want, or the queue would run dry.</param>
    /// <param name="redundancy">How many each task wants at least.</param>
    internal async Task<string> Project(int tasks, CancellationToken cancel, long atLeast = 0, int redundancy = Redundancy)
    {
        var name = $"Bench {Guid.NewGuid():N}";
        var dataset = Text(await Post(Owner, "/api/datasets", new { name }, cancel), "id");
        var lines = new StringBuilder();
        for (var i = 0; i < tasks; i++)
            lines.Append("{\"id\":\"").Append(i).Append("\",\"text\":\"Message number ").Append(i).Append(": is this a complaint?\"}\n");
        using (var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines.ToString())))
        using (var response = await Owner.PostAsync($"/api/datasets/{dataset}/imports?format=jsonl&fileName=bench.jsonl", content, cancel))
            await Read(response, cancel);
        var project = Text(await Post(Owner, "/api/projects", new { name, datasetId = dataset, redundancy = Math.Clamp((atLeast + tasks - 1) / tasks, redundancy, MostRedundancy), ontology = Ontology }, cancel), "id");
        while ((await Read(await Owner.GetAsync($"/api/projects/{project}", cancel), cancel)).GetProperty("progress").GetProperty("tasks").GetInt64() < tasks)
            await Task.Delay(20, cancel);
        return project;
    }

    /// <summary>Somebody new, as they come: by invitation, and then with a key of their own.</summary>
    internal async Task<string> Join(int number, CancellationToken cancel)
    {
        var link = Text(await Post(Owner, "/api/invitations", new { name = $"Annotator {number}", role = "annotator" }, cancel), "link");
        using var visitor = new HttpClient(handler, disposeHandler: false) { BaseAddress = new Uri(url) };
        using var response = await visitor.PostAsJsonAsync("/api/session", new { token = link.Split('#')[1] }, cancel);
        await Read(response, cancel);
        visitor.DefaultRequestHeaders.Add("Cookie", response.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        visitor.DefaultRequestHeaders.Add("X-Groundwork", "1");
        return Text(await Post(visitor, "/api/keys", new { name = "bench", scope = "label" }, cancel), "key");
    }

    /// <summary>So many of them, each with a client of their own.</summary>
    internal async Task<List<HttpClient>> People(int count, CancellationToken cancel)
    {
        var people = new List<HttpClient>();
        for (var i = 0; i < count; i++)
            people.Add(With(await Join(i, cancel)));
        return people;
    }

    /// <summary>The next task's assignment; null if there is none now.</summary>
    internal static async Task<string?> Next(HttpClient person, string project, CancellationToken cancel)
    {
        using var content = Json(Take);
        using var response = await person.PostAsync($"/api/projects/{project}/take", content, cancel);
        if (response.StatusCode == HttpStatusCode.NoContent)
            return null;
        return Text((await Read(response, cancel)).GetProperty("assignment"), "id");
    }

    /// <summary>Answers it: the annotation. Sent again, it is the same one.</summary>
    internal static async Task<string> Submit(HttpClient person, string assignment, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/assignments/{assignment}/submit") { Content = Json(Answer) };
        request.Headers.Add("Idempotency-Key", assignment);
        using var response = await person.SendAsync(request, cancel);
        return Text(await Read(response, cancel), "id");
    }

    /// <summary>An editor saves so often.</summary>
    internal static TimeSpan SavesEvery { get; } = TimeSpan.FromSeconds(2);

    // What one save holds, before and after: together twenty kilobytes.
    const int DraftLength = 10_000;

    /// <summary>Saves what is on the desk, and says that somebody still sits there.</summary>
    internal static async Task Save(HttpClient person, string assignment, int saved, CancellationToken cancel)
    {
        string? Text(int n) => n == 0 ? null : new string((char)('a' + n % 26), DraftLength);
        var change = new { put = new Dictionary<string, object>(StringComparer.Ordinal) { ["answers/complaint"] = new { before = Text(saved), after = Text(saved + 1) } } };
        await Post(person, $"/api/assignments/{assignment}/drafts", new { from = saved, changes = new[] { change } }, cancel);
        using var response = await person.PostAsync($"/api/assignments/{assignment}/heartbeat", null, cancel);
        await Read(response, cancel);
    }

    /// <summary>Freezes a project and exports every answer of it: how long each took, and the file.</summary>
    internal async Task<(double FreezeSeconds, double ExportSeconds, long Answers)> Export(string project, Func<Stream> to, CancellationToken cancel)
    {
        var api = Api.Of(Owner);
        var clock = Stopwatch.StartNew();
        var snapshot = await api.Freeze(project);
        var frozen = clock.Elapsed.TotalSeconds;
        await using (var file = to())
            await api.Export(Text(snapshot, "id"), "jsonl", "answers", file);
        return (frozen, clock.Elapsed.TotalSeconds - frozen, snapshot.GetProperty("answers").GetInt64());
    }

    internal static async Task<JsonElement> Post(HttpClient client, string path, object body, CancellationToken cancel)
    {
        using var response = await client.PostAsJsonAsync(path, body, cancel);
        return await Read(response, cancel);
    }

    internal static async Task<JsonElement> Read(HttpResponseMessage response, CancellationToken cancel)
    {
        var text = await response.Content.ReadAsByteArrayAsync(cancel);
        return response.IsSuccessStatusCode ? JsonElement.Parse(text)
            : throw new Refusal($"{response.RequestMessage?.RequestUri?.AbsolutePath}: {(int)response.StatusCode} {Encoding.UTF8.GetString(text)}");
    }

    static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };

    static string Text(JsonElement value, string member) => value.GetProperty(member).GetString()!;

    public void Dispose()
    {
        Owner.Dispose();
        handler.Dispose();
    }
}
