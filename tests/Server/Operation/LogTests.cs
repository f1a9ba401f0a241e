using System.Text;
using System.Text.Json;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Groundwork.Server.Tests.Operation;

/// <summary>The log: lines of JSON that say what operators need, and nothing about people.</summary>
public class LogTests
{
    static readonly string[] Personal = ["Lovelace", "ada@", "example.org", "secret-in-the-address", "a very personal answer", "agent-of-ada", "gwk_", "gwl_", "correct horse", "10.11.12.13", "127.0.0.1", "Mail of"];

    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_that_people_are_or_write_is_in_the_log(Engine engine)
    {
        var log = new LogStream();
        await using var server = await TestServer.Start(engine, change: s => s with { Log = log, LogRequests = true });
        var project = await Project.Make(server, 3, name: "Mail of Lovelace");
        var ada = await server.JoinWithPassword("ada@example.org", "correct horse battery staple");
        ada.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "agent-of-ada");
        ada.Http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", "10.11.12.13");
        ada.Http.DefaultRequestHeaders.TryAddWithoutValidation("Referer", "https://example.org/lovelace");
        await project.Label(ada, "billing");
        (await Project.Submit(ada, await project.Lease(ada), new { version = 1, answers = new { topic = "a very personal answer" } })).Status.ShouldBe(400);
        await ada.Get("/api/projects?key=secret-in-the-address&name=Lovelace");
        await ada.Get("/api/projects/ada@example.org");
        await ada.Get("/Lovelace/secret-in-the-address");
        await TestServer.SignIn(server.Visitor(), "ada@example.org", "secret-in-the-address");
        await server.Visitor().Get("/api/openapi.json?token=secret-in-the-address");
        var failing = server.App.Services.GetRequiredService<ILogger<LogTests>>();
        failing.LogWarning(new InvalidOperationException("Lovelace ada@example.org"), "Something with no values");
        failing.LogWarning(new StorageUnavailableException("The disk said no.", new IOException("/home/ada@example.org/file")), "Something else");
        server.App.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.Library").LogError("{Who} came from {Where}", "Lovelace", "10.11.12.13");
        await Poll.Until(() => Task.FromResult(log.Lines.Count(l => l.Contains("\"event\":\"request\"", StringComparison.Ordinal)) > 8));
        foreach (var line in log.Lines)
            foreach (var word in Personal)
                line.ShouldNotContain(word, Case.Insensitive);
        var submitted = log.Lines.Select(l => JsonElement.Parse(l)).First(l => l.TryGetProperty("route", out var route) && route.GetString() == "/api/assignments/{id}/submit");
        submitted.GetProperty("ts").GetDateTime().Kind.ShouldBe(DateTimeKind.Utc);
        (submitted.GetProperty("level").GetString(), submitted.GetProperty("method").GetString(), submitted.GetProperty("status").GetInt32()).ShouldBe(("info", "POST", 201));
        submitted.GetProperty("trace").GetString()!.Length.ShouldBe(32);
        submitted.GetProperty("ms").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        log.Lines.ShouldContain(l => l.Contains("{Who} came from {Where}", StringComparison.Ordinal));
        log.Lines.ShouldContain(l => l.Contains("The disk said no.", StringComparison.Ordinal));
    }

    [Theory, OnSqlite]
    public async Task Only_what_went_wrong_or_took_long_is_logged_by_itself(Engine engine)
    {
        var log = new LogStream();
        await using var server = await TestServer.Start(engine, change: s => s with { Log = log });
        (await server.Owner.Get("/api/projects")).Expect(200);
        (await server.Owner.Get("/api/projects/none")).Expect(404);
        log.Lines.ShouldBeEmpty();
        var asked = server.Db.Write(null, s => { Thread.Sleep(1300); return ValueTask.CompletedTask; });
        (await server.Owner.Post("/api/datasets", new { name = "Late" })).Expect(201);
        await asked;
        var slow = JsonElement.Parse(await Poll.Until(() => Task.FromResult(log.Lines.FirstOrDefault(l => l.Contains("/api/datasets", StringComparison.Ordinal))), l => l is not null) ?? "");
        (slow.GetProperty("level").GetString(), slow.GetProperty("status").GetInt32()).ShouldBe(("warning", 201));
        slow.GetProperty("ms").GetInt64().ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void An_event_is_one_line_whatever_is_in_it()
    {
        foreach (var json in (bool[])[true, false])
        {
            var log = new LogStream();
            using var lines = new LogLines(json, TimeProvider.System, log);
            lines.CreateLogger("Groundwork.Test").LogWarning("x\n{{\"level\":\"admin\"}} {Value}", "a\r\nb\u2028");
            log.Lines.Count.ShouldBe(1);
            if (json)
                JsonElement.Parse(log.Lines[0]).GetProperty("value").GetString().ShouldBe("a\r\nb\u2028");
        }
    }
}

/// <summary>What was logged so far.</summary>
sealed class LogStream : Stream
{
    readonly Lock gate = new();
    readonly MemoryStream kept = new();

    internal List<string> Lines
    {
        get
        {
            lock (gate)
                return [.. Encoding.UTF8.GetString(kept.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (gate)
            kept.Write(buffer, offset, count);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
