using System.Net.Http.Json;
using System.Text.Json;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Commands;

/// <summary>
/// The API as a verb uses it: of the server that owns the data folder, or of one that runs for this verb
/// only. Either way the verb does nothing that the API can't.
/// </summary>
sealed class Api : IAsyncDisposable
{
    readonly RunningServer? own;
    readonly HttpClient client;

    Api(RunningServer? own, HttpClient client) => (this.own, this.client) = (own, client);

    public static async Task<Api> Open(ServerSettings settings)
    {
        var started = await RunningServer.Start(settings with { Host = "127.0.0.1", Port = 0 });
        var address = started?.Own ?? RunningServer.Other(settings.Data)
            ?? throw new Refusal($"Another process holds {Path.GetFullPath(settings.Data)} but says nowhere how to reach it. Wait until it has started, or stop it.");
        return new Api(started, RunningServer.Client(address));
    }

    /// <summary>The API behind a client that stays its owner's.</summary>
    public static Api Of(HttpClient client) => new(null, client);

    public Task<JsonElement> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<JsonElement> Post(string path, object body) => Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) });

    public Task<JsonElement> Upload(string path, Stream content) => Send(new HttpRequestMessage(HttpMethod.Post, path)
    {
        Content = new StreamContent(content) { Headers = { ContentType = new("application/octet-stream") } },
    });

    /// <summary>Downloads a file; one that breaks off is refused, not kept as if it were whole.</summary>
    public async Task Download(string path, Stream to, Action<long>? progress = null)
    {
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        await Check(response);
        try
        {
            await using var from = await response.Content.ReadAsStreamAsync();
            var buffer = new byte[128 * 1024];
            var bytes = 0L;
            for (int n; (n = await from.ReadAsync(buffer)) > 0; progress?.Invoke(bytes += n))
                await to.WriteAsync(buffer.AsMemory(0, n));
        }
        catch (HttpIOException)
        {
            throw new Refusal($"The download broke off: what was written is not whole. Ask again for {path}; GET /api/jobs says what became of it.");
        }
    }

    /// <summary>Waits for the end of a job.</summary>
    public async Task<JsonElement> Ended(JsonElement job, Action<long, long?> progress)
    {
        while (job.GetProperty("endedAt").ValueKind == JsonValueKind.Null)
        {
            progress(job.GetProperty("done").GetInt64(), job.GetProperty("total") is { ValueKind: JsonValueKind.Number } total ? total.GetInt64() : null);
            await Task.Delay(200);
            job = await Get($"/api/jobs/{job.GetProperty("id").GetString()}");
        }
        return job.GetProperty("state").GetString() == "done" ? job
            : job.GetProperty("problem") is { ValueKind: JsonValueKind.Object } why ? throw new Refusal($"{why.GetProperty("title").GetString()} {why.GetProperty("detail").GetString()}")
            : throw new Refusal("It was cancelled.");
    }

    /// <summary>Freezes a project as it is now: the snapshot, with its id, hash, rows and answers. A large one takes longer than a request may.</summary>
    public async Task<JsonElement> Freeze(string project, string name = "", Action<long, long?>? progress = null)
    {
        var frozen = await Post($"/api/projects/{project}/snapshots", new { name });
        return frozen.TryGetProperty("kind", out _)
            ? await Get($"/api/snapshots/{(await Ended(frozen, progress ?? ((_, _) => { }))).GetProperty("made").GetString()}") : frozen;
    }

    /// <summary>What a format won't hold of a snapshot, and how often.</summary>
    public async Task<JsonElement> Losses(string snapshot, string format, string what = "resolutions") =>
        (await Get($"/api/snapshots/{snapshot}/losses{Import.Query(("format", format), ("what", what))}")).GetProperty("items");

    /// <summary>Writes a snapshot in a format.</summary>
    public async Task Export(string snapshot, string format, string what, Stream to)
    {
        var export = (await Post($"/api/snapshots/{snapshot}/exports", new { format, what })).GetProperty("id").GetString();
        await Download($"/api/exports/{export}/file", to);
    }

    /// <summary>The id of a project by its name, or null.</summary>
    public Task<string?> FindProject(string name) => Find("/api/projects", name);

    /// <summary>The id of a project by its name.</summary>
    public Task<string> Project(string name) => Named("project", "/api/projects", name);

    async Task<string> Named(string what, string path, string name) =>
        await Find(path, name) ?? throw new Refusal($"There is no {what} named \"{name}\".");

    async Task<string?> Find(string path, string name)
    {
        await foreach (var each in All(path))
            if (each.GetProperty("name").GetString() == name)
                return each.GetProperty("id").GetString();
        return null;
    }

    /// <summary>Every row of a list, page by page.</summary>
    public async IAsyncEnumerable<JsonElement> All(string path)
    {
        for (string? after = "";;)
        {
            var page = await Get($"{path}?limit=1000{(after is { Length: > 0 } ? $"&after={after}" : "")}");
            foreach (var each in page.GetProperty("items").EnumerateArray())
                yield return each;
            if ((after = page.GetProperty("next").GetString()) is null)
                yield break;
        }
    }

    /// <summary>Sends anything and leaves it to the caller to judge the answer.</summary>
    public async Task<HttpResponseMessage> Ask(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    /// <summary>Sends something whose answer comes little by little; it can be read from its first line on.</summary>
    public async Task<HttpResponseMessage> Begin(string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    async Task<JsonElement> Send(HttpRequestMessage request)
    {
        using var message = request;
        using var response = await client.SendAsync(message);
        await Check(response);
        return response.StatusCode == System.Net.HttpStatusCode.NoContent ? default : await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Refuses with the server's own words unless it went well.</summary>
    public static async Task Check(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return;
        var text = await response.Content.ReadAsStringAsync();
        if (!text.StartsWith('{'))
            throw new Refusal($"The server answered {(int)response.StatusCode}.");
        var problem = JsonElement.Parse(text);
        var lines = problem.TryGetProperty("faults", out var faults)
            ? faults.EnumerateArray().Select(f => $"  {f.GetProperty("path").GetString()}: {f.GetProperty("message").GetString()}") : [];
        throw new Refusal(string.Join('\n', [$"{problem.GetProperty("title").GetString()} {(problem.TryGetProperty("detail", out var d) ? d.GetString() : "")}", .. lines]));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (own is not null)
            await own.DisposeAsync();
    }
}

/// <summary>An expected reason why a verb can't be carried out; it is printed without a stack trace and the exit code is 1.</summary>
sealed class Refusal(string message) : Exception(message);
