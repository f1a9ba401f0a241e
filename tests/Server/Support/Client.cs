using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Support;

/// <summary>
/// Somebody who talks to the server: a program with a key, or a browser with a cookie. Whatever comes back is
/// held to what every response promises.
/// </summary>
public sealed class Client : IDisposable
{
    readonly HttpClient http;

    Client(HttpClient http) => this.http = http;

    /// <summary>The member's id, where the test made it.</summary>
    public string Member { get; set; } = "";

    public HttpClient Http => http;

    public static Client WithKey(string url, string key)
    {
        var client = Browser(url, ownHeader: false);
        client.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public static Client Browser(string url, bool ownHeader = true)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(url),
            Timeout = TimeSpan.FromSeconds(60),
        };
        if (ownHeader)
            client.DefaultRequestHeaders.Add("X-Groundwork", "1");
        return new Client(client);
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Answer> Post(string path, object? body = null, params (string, string)[] headers) => Send(HttpMethod.Post, path, body ?? new { }, headers);

    public Task<Answer> Patch(string path, object body) => Send(HttpMethod.Patch, path, body);

    public Task<Answer> Put(string path, object body) => Send(HttpMethod.Put, path, body);

    public Task<Answer> Delete(string path) => Send(HttpMethod.Delete, path);

    /// <summary>Sends bytes as they are: a file, or something that is no JSON.</summary>
    public Task<Answer> Upload(string path, byte[] content, string type = "application/octet-stream") =>
        Send(HttpMethod.Post, path, new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });

    public Task<Answer> Upload(string path, string content, string type = "application/octet-stream") => Upload(path, Encoding.UTF8.GetBytes(content), type);

    public async Task<Answer> Send(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            _ => new StringContent(JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        var answer = new Answer($"{method} {path}", (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
        answer.KeepsPromises();
        return answer;
    }

    public void Dispose() => http.Dispose();
}
