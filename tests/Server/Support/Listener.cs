using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Groundwork.Server.Tests.Support;

/// <summary>One event of the stream, as it came.</summary>
/// <param name="Name">What it is; empty for a block without one, such as that which ends the stream.</param>
/// <param name="Id">The position, if it has one.</param>
/// <param name="Topics">Each as <c>topic</c> or <c>topic:id</c>.</param>
/// <param name="At">When it came, in milliseconds since the listener began.</param>
public sealed record Heard(string Name, string? Id, IReadOnlyList<string> Topics, long At);

/// <summary>Somebody who follows the changes, and keeps what they were told.</summary>
public sealed class Listener : IAsyncDisposable
{
    readonly List<Heard> heard = [];
    readonly CancellationTokenSource over = new();
    readonly long since = Stopwatch.GetTimestamp();
    readonly HttpResponseMessage response;
    readonly Task reading;
    bool disposed;

    Listener(HttpResponseMessage response)
    {
        this.response = response;
        reading = Task.Run(Read);
    }

    public string? Retry { get; private set; }

    public HttpResponseMessage Response => response;

    /// <summary>Ends when the server ends the stream.</summary>
    public Task Ended => reading;

    public IReadOnlyList<Heard> All
    {
        get
        {
            lock (heard)
                return [.. heard];
        }
    }

    public IEnumerable<string> Topics => All.SelectMany(h => h.Topics);

    public string? LastId => All.LastOrDefault(h => h.Id is not null)?.Id;

    public static async Task<Listener> Start(Client by, string? after = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/changes" + query);
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        var answer = await by.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        ((int)answer.StatusCode).ShouldBe(200, answer.StatusCode == System.Net.HttpStatusCode.OK ? "" : await answer.Content.ReadAsStringAsync());
        var listener = new Listener(answer);
        // The first block says that it hears from now on.
        await Poll.Until(() => Task.FromResult(listener.All.Count > 0));
        return listener;
    }

    /// <summary>Waits until a topic was told.</summary>
    public Task<Heard> Hears(string topic, int seconds = 10) => Hears(h => h.Topics.Contains(topic), seconds);

    public async Task<Heard> Hears(Func<Heard, bool> good, int seconds = 10) =>
        (await Poll.Until(() => Task.FromResult<Heard?>(All.FirstOrDefault(good)), h => h is not null, seconds))!;

    /// <summary>Forgets what was told so far.</summary>
    public void Forget()
    {
        lock (heard)
            heard.Clear();
    }

    async Task Read()
    {
        try
        {
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(over.Token));
            var (name, id, data, any) = ("", (string?)null, "", false);
            while (await lines.ReadLineAsync(over.Token) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                    name = line[7..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                    data = line[6..];
                else if (line.StartsWith("id: ", StringComparison.Ordinal))
                    id = line[4..];
                else if (line.StartsWith("retry: ", StringComparison.Ordinal))
                    Retry = line[7..];
                any |= line.Length > 0;
                if (line.Length > 0 || !any)
                    continue;
                lock (heard)
                    heard.Add(new(name, id, data.Length == 0 ? [] : [.. JsonElement.Parse(data).GetProperty("changes").EnumerateArray()
                        .Select(c => c.GetProperty("id").GetString() is { } about ? string.Create(CultureInfo.InvariantCulture, $"{c.GetProperty("topic")}:{about}") : c.GetProperty("topic").GetString()!)],
                        (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds));
                (name, id, data, any) = ("", null, "", false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // The listener left, or the connection broke.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await over.CancelAsync();
        response.Dispose();
        await reading;
        over.Dispose();
    }
}
