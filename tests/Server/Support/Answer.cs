using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Support;

/// <summary>What came back.</summary>
public sealed record Answer(string Request, int Status, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    public string Body => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The problem's code; an answer to HEAD has none, because it has no body.</summary>
    public string Code => IsHead ? "" : Json.GetProperty("code").GetString()!;

    bool IsHead => Request.StartsWith("HEAD ", StringComparison.Ordinal);

    public List<string> FaultPaths => [.. Json.GetProperty("faults").EnumerateArray().Select(f => f.GetProperty("path").GetString()!)];

    public List<JsonElement> Items => ItemsOf("items");

    public List<JsonElement> ItemsOf(string path) => [.. this[path].EnumerateArray()];

    public JsonElement this[string path] => path.Split('.').Aggregate(Json, (json, name) => json.GetProperty(name));

    public string Text(string path) => this[path].GetString()!;

    public long Number(string path) => this[path].GetInt64();

    public override string ToString() => $"{Request}: {Status} {Body}";

    public Answer Expect(int status)
    {
        Status.ShouldBe(status, $"{Request}\n{Body}");
        return this;
    }

    /// <summary>An expected problem with its code.</summary>
    public Answer Expect(int status, string code)
    {
        Expect(status);
        if (!IsHead)
            Code.ShouldBe(code, $"{Request}\n{Body}");
        return this;
    }

    internal void KeepsPromises()
    {
        foreach (var name in (string[])["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy"])
            Headers.ContainsKey(name).ShouldBeTrue($"{Request} answered {Status} without {name}\n{Body}");
        if (Status < 400 || !Request.Contains(" /api/", StringComparison.Ordinal))
            return;
        Status.ShouldNotBe(500, $"{Request}\n{Body}");
        Headers["Content-Type"].ShouldStartWith("application/problem+json", customMessage: $"{Request} answered {Status}");
        foreach (var name in IsHead ? [] : (string[])["title", "detail", "code", "traceId"])
            Json.TryGetProperty(name, out var value).ShouldBeTrue($"{Request} answered {Status} without {name}\n{Body}");
    }
}
