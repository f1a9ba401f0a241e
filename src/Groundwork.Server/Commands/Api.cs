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

    public Task<JsonElement> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<JsonElement> Post(string path, object body) => Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) });

    public Task<JsonElement> Upload(string path, Stream content) => Send(new HttpRequestMessage(HttpMethod.Post, path)
    {
        Content = new StreamContent(content) { Headers = { ContentType = new("application/octet-stream") } },
    });

    public async Task Download(string path, Stream to)
    {
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        await Check(response);
        await response.Content.CopyToAsync(to);
    }

    /// <summary>The id of a project by its name.</summary>
    public Task<string> Project(string name) => Named("project", "/api/projects", name);

    /// <summary>The id of a dataset by its name, or null.</summary>
    public async Task<string?> Dataset(string name) => await Find("/api/datasets", name);

    async Task<string> Named(string what, string path, string name) =>
        await Find(path, name) ?? throw new Refusal($"There is no {what} named \"{name}\".");

    async Task<string?> Find(string path, string name)
    {
        for (string? after = "";;)
        {
            var page = await Get($"{path}?limit=1000{(after is { Length: > 0 } ? $"&after={after}" : "")}");
            foreach (var each in page.GetProperty("items").EnumerateArray())
                if (each.GetProperty("name").GetString() == name)
                    return each.GetProperty("id").GetString();
            if ((after = page.GetProperty("next").GetString()) is null)
                return null;
        }
    }

    async Task<JsonElement> Send(HttpRequestMessage request)
    {
        using var message = request;
        using var response = await client.SendAsync(message);
        await Check(response);
        return response.StatusCode == System.Net.HttpStatusCode.NoContent ? default : await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    static async Task Check(HttpResponseMessage response)
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
