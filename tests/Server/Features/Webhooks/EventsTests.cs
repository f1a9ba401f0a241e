using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Webhooks;

namespace Groundwork.Server.Tests.Features.Webhooks;

/// <summary>What is told, and that the guide tells the same.</summary>
public partial class EventsTests
{
    static Task<Received> Told(Receiver receiver, string type, int n = 1) =>
        Poll.Until(() => Task.FromResult(receiver.All.Where(m => m.Type == type).Skip(n - 1).FirstOrDefault()), m => m is not null)!;

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_kind_is_told_when_it_happens_with_ids_and_without_people_or_content(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        await server.Hook(receiver);
        var project = await Project.Make(server, tasks: 2, redundancy: 2, name: "Secret name");
        (await Told(receiver, "project.created")).Data.GetProperty("projectId").GetString().ShouldBe(project.Id);
        var finished = await Told(receiver, "import.finished");
        (finished.Data.GetProperty("datasetId").GetString(), finished.Data.GetProperty("imported").GetInt32(), finished.Data.GetProperty("projectId").ValueKind).ShouldBe((project.Dataset, 2, JsonValueKind.Null));
        // One of which nothing can be read, and one that was cut off.
        var broken = (await server.Import("Broken", ("broken.zip", "this is no archive"))).Text("id");
        (await Told(receiver, "import.failed")).Data.GetProperty("importId").GetString().ShouldBe(broken);
        var cut = finished.Data.GetProperty("importId").GetString();
        await server.Change("Data", $"UPDATE import SET state = 'running', ended = NULL, options = NULL, held_until = 1 WHERE id = {cut}");
        (await Told(receiver, "import.failed", 2)).Data.GetProperty("importId").GetString().ShouldBe(cut);

        var (ada, bob) = (await server.Join("annotator", "Ada Person"), await server.Join("annotator", "Bob Person"));
        await project.Label(ada, "billing");
        var first = await Told(receiver, "annotation.submitted");
        first.Data.GetProperty("taskId").GetString().ShouldBe(await project.TaskId());
        first.Data.GetProperty("replacesId").ValueKind.ShouldBe(JsonValueKind.Null);
        await project.Label(bob, "billing");
        (await Told(receiver, "task.completed")).Data.GetProperty("taskId").GetString().ShouldBe(await project.TaskId());
        await project.Label(ada, "billing");
        await project.Label(bob, "technical");
        (await Told(receiver, "task.disputed")).Data.GetProperty("taskId").GetString().ShouldBe(await project.TaskId(2));

        (await server.Owner.Settle(await project.TaskId(2), "correct", Project.Document("billing"))).Expect(201);
        var review = await Told(receiver, "review.given");
        (review.Data.GetProperty("taskId").GetString(), review.Data.GetProperty("verdict").GetString()).ShouldBe((await project.TaskId(2), "corrected"));
        (await Told(receiver, "task.completed", 2)).Data.GetProperty("taskId").GetString().ShouldBe(await project.TaskId(2));

        var snapshot = (await project.Freeze()).Text("id");
        (await Told(receiver, "snapshot.frozen")).Data.GetProperty("snapshotId").GetString().ShouldBe(snapshot);
        (await project.Download(snapshot, "jsonl", "answers")).Bytes.Length.ShouldBeGreaterThan(0);
        var export = await Told(receiver, "export.ready");
        export.Data.GetProperty("snapshotId").GetString().ShouldBe(snapshot);
        (await server.Owner.Get($"/api/exports/{export.Data.GetProperty("exportId").GetString()}/file")).Expect(200).Bytes.Length.ShouldBe(export.Data.GetProperty("bytes").GetInt32());
        // An export whose snapshot's rows can't be read any more.
        foreach (var blob in Directory.EnumerateFiles(Path.Combine(server.Folder, "blobs"), "*", SearchOption.AllDirectories))
            File.Delete(blob);
        await server.Owner.Post($"/api/snapshots/{snapshot}/exports", new { format = "csv", what = "answers" });
        (await Told(receiver, "job.failed")).Data.GetProperty("kind").GetString().ShouldBe("export");

        foreach (var message in receiver.All)
        {
            message.Json.EnumerateObject().Select(p => p.Name).ShouldBe(["type", "timestamp", "data"]);
            DateTimeOffset.Parse(message.Json.GetProperty("timestamp").GetString()!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()
                .ShouldBeInRange(server.Clock.NowMs - 300_000, server.Clock.NowMs + 5_000);
            message.Data.EnumerateObject().Select(p => p.Name).ShouldBe(EventCatalogue.Of(message.Type).Data, message.Body);
            foreach (var word in (string[])["Person", "Secret", "billing", "text 1", ada.Member, bob.Member])
                message.Body.ShouldNotContain(word);
            Encoding.UTF8.GetByteCount(message.Body).ShouldBeLessThan(600);
        }
        receiver.All.Select(m => m.Type).Distinct().Order().ShouldBe(Hooks.Everything.Order());
        receiver.All.Count(m => m.Type == "annotation.submitted").ShouldBe(4);
        receiver.All.Count(m => m.Type is "task.completed" or "task.disputed").ShouldBe(3);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_webhook_hears_of_its_kinds_in_its_projects_from_when_it_was_made(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        var (ours, other) = (await Project.Make(server, name: "Ours"), await Project.Make(server, name: "Other"));
        await ours.Label(server.Owner, "billing");
        await server.Hook(receiver, "/ours", [ours.Id], null, "task.completed");
        await server.Hook(receiver, "/all", null, null, "task.completed", "annotation.submitted");
        var stranger = await server.Stranger();
        await server.Hook(receiver, "/strange", null, stranger);
        await other.Label(server.Owner, "billing");
        await ours.Label(server.Owner, "billing");
        await Poll.Until(() => Task.FromResult(receiver.All.Any(m => m.Path == "/ours") && receiver.All.Count(m => m.Path == "/all") >= 4));
        await Task.Delay(600);
        receiver.All.Where(m => m.Path == "/ours").Select(m => (m.Type, m.Data.GetProperty("projectId").GetString())).ShouldBe([("task.completed", ours.Id)]);
        receiver.All.Count(m => m.Path == "/all").ShouldBe(4);
        receiver.All.ShouldNotContain(m => m.Path == "/strange");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_that_is_handed_over_twice_is_told_once(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        await using var receiver = await Receiver.Start();
        await server.Hook(receiver, events: "task.completed");
        var workspace = (await server.Owner.Get("/api/session")).Text("workspace.id");
        var told = new TellWebhooks(server.Db);
        var happened = new OutboxEvent(1, 100_000, workspace, "p", "task.completed", "the-task", "{}", server.Clock.NowMs + 1000);
        for (var n = 0; n < 3; n++)
            (await told.Handle([happened, happened], default)).ShouldBeTrue();
        await receiver.Until(1);
        (await server.Count($"SELECT count(*) FROM webhook_delivery")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Without_a_webhook_an_answer_leaves_the_one_row_that_it_always_did(Engine engine)
    {
        await using var server = await Hooks.Listened(engine);
        var project = await Project.Make(server);
        await Task.Delay(300);
        var before = await server.Count($"SELECT count(*) FROM outbox");
        await project.Label(server.Owner, "billing");
        (await server.All($"SELECT kind FROM outbox ORDER BY seq", r => r.Text(0))).Skip((int)before).ShouldBe(["annotation.submitted"]);
        (await server.Count($"SELECT count(*) FROM outbox WHERE kind IN ('project.created', 'import.finished', 'task.completed')")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM webhook_delivery")).ShouldBe(0);
    }

    static string Guide()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Groundwork.slnx")))
            at = at.Parent!;
        return File.ReadAllText(Path.Combine(at.FullName, "docs/guide/webhooks.md"));
    }

    [Fact]
    public void The_guide_lists_the_events_and_what_they_tell()
    {
        var rows = Row().Matches(Guide()).Select(m => (Type: m.Groups["type"].Value, Data: Word().Matches(m.Groups["data"].Value).Select(w => w.Groups["word"].Value).ToList())).ToList();
        rows.Select(r => r.Type).ShouldBe(EventCatalogue.All.Select(e => e.Type));
        foreach (var (type, data) in rows)
            data.ShouldBe(EventCatalogue.Of(type).Data.Where(d => d is not ("workspaceId" or "projectId")), type);
    }

    // The guide's own example, run as it stands there.
    [Fact]
    public async Task The_guides_example_takes_what_is_signed_and_nothing_else()
    {
        var script = Python().Match(Guide()).Groups["script"].Value;
        script.ShouldContain("def ");
        var (secret, id, body) = (Signature.NewSecret(), "msg_1", """{"type":"webhook.ping"}""");
        var now = DateTimeOffset.FromUnixTimeMilliseconds(new TestClock().NowMs).ToUnixTimeSeconds();
        var good = Signature.Of([Signature.NewSecret(), secret], id, now, body);
        (await Says(id, now, good, body)).ShouldBe("True");
        (await Says("msg_2", now, good, body)).ShouldBe("False");
        (await Says(id, now, good, body + " ")).ShouldBe("False");
        (await Says(id, now, Signature.Of([Signature.NewSecret()], id, now, body), body)).ShouldBe("False");
        (await Says(id, now - 3600, Signature.Of([secret], id, now - 3600, body), body)).ShouldBe("False");

        async Task<string> Says(string messageId, long seconds, string signature, string text)
        {
            var start = new ProcessStartInfo("python3") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add("-");
            foreach (var argument in (string[])[Signature.Shown(secret), messageId, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture), signature, text])
                start.ArgumentList.Add(argument);
            using var python = Process.Start(start)!;
            await python.StandardInput.WriteAsync(script + """

                import sys
                headers = {"webhook-id": sys.argv[2], "webhook-timestamp": sys.argv[3], "webhook-signature": sys.argv[4]}
                print(is_from_groundwork(sys.argv[1], headers, sys.argv[5].encode()))
                """);
            python.StandardInput.Close();
            var (said, wrong) = (await python.StandardOutput.ReadToEndAsync(), await python.StandardError.ReadToEndAsync());
            await python.WaitForExitAsync();
            python.ExitCode.ShouldBe(0, wrong);
            return said.Trim();
        }
    }

    [GeneratedRegex(@"^\| `(?<type>[a-z]+\.[a-z]+)` \|(?<about>[^|]+)\|(?<data>[^|]*)\|$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<word>[A-Za-z]+)`", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Word();

    [GeneratedRegex("```python\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Python();
}
