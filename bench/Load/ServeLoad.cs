using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Groundwork.Bench.Load;

/// <summary>
/// Puts C annotators on a running server for S seconds, each taking a task and submitting an answer as fast
/// as the server lets them, and prints cycles per second and the spread of both calls' times.
/// Start a server with GROUNDWORK_OWNER_KEY set and give the same key here.
/// </summary>
static class ServeLoad
{
    internal sealed record Measured(List<double> Take, List<double> Submit)
    {
        internal int Empty { get; set; }
        internal int Errors { get; set; }
    }

    internal static async Task<int> Run(string[] options)
    {
        var given = options.Chunk(2).Where(o => o.Length == 2).ToDictionary(o => o[0].TrimStart('-'), o => o[1], StringComparer.Ordinal);
        int Number(string name, int usual) => given.TryGetValue(name, out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : usual;
        if (!given.TryGetValue("url", out var url) || !given.TryGetValue("key", out var key))
        {
            await Console.Error.WriteLineAsync("serve --url http://127.0.0.1:8080 --key OWNER_KEY [--annotators 16] [--seconds 10] [--tasks 10000]");
            return 2;
        }
        int annotators = Number("annotators", 16), seconds = Number("seconds", 10), tasks = Number("tasks", 10_000);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = annotators + 4, UseCookies = false };
        using var owner = Client(handler, url, key);
        var (project, importPerSecond) = await Prepare(owner, tasks);
        var people = await Task.WhenAll(Enumerable.Range(0, annotators).Select(i => Join(handler, owner, url, i)));
        var clock = Stopwatch.StartNew();
        var measured = await Task.WhenAll(people.Select(p => Work(p, project, () => clock.Elapsed.TotalSeconds >= seconds, TimeSpan.Zero)));
        var elapsed = clock.Elapsed.TotalSeconds;
        var take = measured.SelectMany(m => m.Take).Order().ToArray();
        var submit = measured.SelectMany(m => m.Submit).Order().ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            annotators, tasks, importPerSecond = Math.Round(importPerSecond), cyclesPerSecond = Math.Round(submit.Length / elapsed),
            takeP50Ms = At(take, 0.5), takeP99Ms = At(take, 0.99), submitP50Ms = At(submit, 0.5), submitP99Ms = At(submit, 0.99),
            empty = measured.Sum(m => m.Empty), errors = measured.Sum(m => m.Errors),
        }));
        return 0;
    }

    internal static double At(double[] sorted, double quantile) => sorted.Length == 0 ? -1 : Math.Round(sorted[(int)(quantile * (sorted.Length - 1))], 2);

    internal static HttpClient Client(SocketsHttpHandler handler, string url, string key) => new(handler, disposeHandler: false)
    {
        BaseAddress = new Uri(url),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    internal static readonly object Question = new { version = 1, questions = new[] { new { name = "complaint", title = "A complaint?", kind = "choice", required = true,
        options = new[] { new { name = "yes", title = "Yes" }, new { name = "no", title = "No" } } } } };

    internal static async Task<(string Project, double ImportPerSecond)> Prepare(HttpClient owner, int tasks)
    {
        var name = $"load {Guid.NewGuid():N}";
        var dataset = (await Post(owner, "/api/datasets", new { name })).GetProperty("id").GetString();
        var lines = string.Concat(Enumerable.Range(0, tasks).Select(i => $"{{\"id\":\"{i}\",\"text\":\"Message number {i}: is this a complaint?\"}}\n"));
        var clock = Stopwatch.StartNew();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        (await owner.PostAsync($"/api/datasets/{dataset}/imports?format=jsonl&fileName=load.jsonl", content)).EnsureSuccessStatusCode();
        var made = await Post(owner, "/api/projects", new
        {
            name, datasetId = dataset, redundancy = 25, method = "dawid-skene", ontology = Question,
        });
        return (made.GetProperty("id").GetString()!, tasks / clock.Elapsed.TotalSeconds);
    }

    // Joins as a person would: by invitation link; the cookie then goes along as a header.
    internal static async Task<HttpClient> Join(SocketsHttpHandler handler, HttpClient owner, string url, int number)
    {
        var link = (await Post(owner, "/api/invitations", new { name = $"Annotator {number}", role = "annotator" })).GetProperty("link").GetString()!;
        var client = new HttpClient(handler, disposeHandler: false) { BaseAddress = new Uri(url) };
        using var response = await client.PostAsJsonAsync("/api/session", new { token = link.Split('#')[1] });
        response.EnsureSuccessStatusCode();
        client.DefaultRequestHeaders.Add("Cookie", response.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        client.DefaultRequestHeaders.Add("X-Groundwork", "1");
        return client;
    }

    /// <summary>Takes and submits until <paramref name="enough"/>, with this long a look at each task.</summary>
    internal static async Task<Measured> Work(HttpClient client, string project, Func<bool> enough, TimeSpan pace)
    {
        var measured = new Measured([], []);
        var document = new { version = 1, objects = Array.Empty<int>(), tracks = Array.Empty<int>(), relations = Array.Empty<int>(), answers = new { complaint = "yes" } };
        for (var clock = Stopwatch.StartNew(); !enough();)
        {
            var before = clock.Elapsed;
            using var taken = await client.PostAsJsonAsync($"/api/projects/{project}/take", new { holding = Array.Empty<string>() });
            if (taken.StatusCode != System.Net.HttpStatusCode.OK)
            {
                measured.Empty += taken.StatusCode == System.Net.HttpStatusCode.NoContent ? 1 : 0;
                measured.Errors += taken.StatusCode == System.Net.HttpStatusCode.NoContent ? 0 : 1;
                continue;
            }
            var assignment = (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("assignment").GetProperty("id").GetString();
            var got = clock.Elapsed;
            if (pace > TimeSpan.Zero)
                await Task.Delay(pace);
            var between = clock.Elapsed;
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/assignments/{assignment}/submit") { Content = JsonContent.Create(new { document, activeMs = 10 }) };
            request.Headers.Add("Idempotency-Key", assignment);
            using var submitted = await client.SendAsync(request);
            if (!submitted.IsSuccessStatusCode)
            {
                measured.Errors++;
                continue;
            }
            measured.Take.Add((got - before).TotalMilliseconds);
            measured.Submit.Add((clock.Elapsed - between).TotalMilliseconds);
        }
        return measured;
    }

    internal static async Task<JsonElement> Post(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException($"{path}: {await response.Content.ReadAsStringAsync()}");
    }
}
