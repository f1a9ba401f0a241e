using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Groundwork.Server.Features.Exchange;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Server.Tests.Features.Exchange;

/// <summary>StartExport and DownloadExport: files that are read while they are written, resumed, filtered and forgotten.</summary>
public class ExportsTests
{
    const long Live = 9_007_199_254_740_991;

    /// <summary>An export that another node seems to hold, so that the test writes its file.</summary>
    static async Task<(string Id, GrowingFile File)> Writing(TestServer server)
    {
        var project = await Project.Make(server);
        var snapshot = (await project.Freeze()).Text("id");
        var id = (await server.Owner.Post($"/api/snapshots/{snapshot}/exports", new { format = "csv" })).Expect(202).Text("id");
        await Project.Ended(server.Owner, id);
        await server.Change("Jobs", $"UPDATE job SET state = 'running', ended = NULL, result = NULL, holder = 'test', held_until = {long.MaxValue} WHERE id = {id}");
        return (id, server.App.Services.GetRequiredService<ExportFiles>().Begin(id));
    }

    static Task<HttpResponseMessage> Ask(TestServer server, string id, RangeHeaderValue? range = null, EntityTagHeaderValue? ifRange = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/exports/{id}/file");
        request.Headers.Range = range;
        if (ifRange is not null)
            request.Headers.IfRange = new RangeConditionHeaderValue(ifRange);
        return server.Owner.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    static async Task<string> Read(Stream stream, int bytes)
    {
        var buffer = new byte[bytes];
        await stream.ReadExactlyAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return Encoding.UTF8.GetString(buffer);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_is_read_while_it_is_written_and_a_broken_download_goes_on(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (id, file) = await Writing(server);
        await file.WriteAsync("first "u8.ToArray());
        using var whole = await Ask(server, id);
        (whole.StatusCode, whole.Content.Headers.ContentLength, whole.Headers.AcceptRanges.Single()).ShouldBe((HttpStatusCode.OK, null, "bytes"));
        whole.Content.Headers.ContentDisposition!.FileNameStar.ShouldEndWith("resolutions.csv");
        var body = await whole.Content.ReadAsStreamAsync();
        (await Read(body, 6)).ShouldBe("first ");
        var waiting = Read(body, 7);
        // A part that is there is given at once; one that isn't waits; both say that nobody knows the length.
        using var part = await Ask(server, id, new RangeHeaderValue(1, 3));
        (part.StatusCode, part.Content.Headers.ContentRange!.ToString(), await part.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.PartialContent, "bytes 1-3/*", "irs"));
        var later = Ask(server, id, new RangeHeaderValue(4, 8));
        var live = await Ask(server, id, new RangeHeaderValue(3, Live), whole.Headers.ETag);
        live.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes 3-{Live}/*");
        var rest = live.Content.ReadAsStringAsync();
        var open = Ask(server, id, new RangeHeaderValue(3, null), whole.Headers.ETag);
        await Task.Delay(300);
        (waiting.IsCompleted, later.IsCompleted, open.IsCompleted).ShouldBe((false, false, false));
        await file.WriteAsync("second "u8.ToArray());
        (await waiting).ShouldBe("second ");
        (await (await later).Content.ReadAsStringAsync()).ShouldBe("t sec");
        // Whoever has a part of another file gets all of this one.
        using var other = await Ask(server, id, new RangeHeaderValue(3, Live), new EntityTagHeaderValue("\"another\""));
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        await file.WriteAsync("third"u8.ToArray());
        var sha = await Whole(server, id, file);
        (await Read(body, 5)).ShouldBe("third");
        (await body.ReadAsync(new byte[1])).ShouldBe(0);
        (await rest).ShouldBe("st second third");
        (await other.Content.ReadAsStringAsync()).ShouldBe("first second third");
        // Now that the length is known, it is said.
        using var known = await open.WaitAsync(TimeSpan.FromSeconds(20));
        (known.StatusCode, known.Content.Headers.ContentRange!.ToString(), await known.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.PartialContent, "bytes 3-17/18", "st second third"));
        using var again = await Ask(server, id);
        (again.Content.Headers.ContentLength, again.Headers.ETag, await again.Content.ReadAsStringAsync()).ShouldBe((18, whole.Headers.ETag, "first second third"));
        using var past = await Ask(server, id, new RangeHeaderValue(18, null));
        past.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        sha.ShouldNotBeEmpty();
    }

    // What the job does at its end.
    static async Task<string> Whole(TestServer server, string id, GrowingFile file)
    {
        var (sha, size) = (file.Sha256(), file.Written);
        var workspace = (await server.All($"SELECT workspace FROM job WHERE id = {id}", r => r.Text(0))).Single();
        await server.App.Services.GetRequiredService<Groundwork.Storage.Blobs.FolderBlobs>().Adopt(workspace, file.Path, sha);
        server.App.Services.GetRequiredService<ExportFiles>().End(id, file, whole: true);
        await server.Change("Jobs", $"""
            UPDATE job SET state = 'done', ended = {long.MaxValue}, expires = {long.MaxValue}, result = {new Groundwork.Storage.Json(JsonSerializer.Serialize(new ExportJob.Made(sha, size)))}, holder = NULL WHERE id = {id}
            """);
        return sha;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_part_is_never_taken_for_the_whole_when_the_export_fails(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (id, file) = await Writing(server);
        await file.WriteAsync("torn"u8.ToArray());
        using var whole = await Ask(server, id);
        using var live = await Ask(server, id, new RangeHeaderValue(1, Live));
        var open = Ask(server, id, new RangeHeaderValue(1, null));
        var body = await whole.Content.ReadAsStreamAsync();
        (await Read(body, 4)).ShouldBe("torn");
        await server.Change("Jobs", $"UPDATE job SET state = 'failed', ended = {long.MaxValue}, problem = {new Groundwork.Storage.Json("""{"title":"It broke.","detail":"Mend it."}""")} WHERE id = {id}");
        server.App.Services.GetRequiredService<ExportFiles>().End(id, file, whole: false);
        await Should.ThrowAsync<Exception>(() => body.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        await Should.ThrowAsync<HttpRequestException>(() => live.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(20)));
        (await open).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await server.Owner.Get($"/api/exports/{id}/file")).Expect(409, "export_failed").Text("title").ShouldBe("It broke.");
        File.Exists(file.Path).ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_killed_server_writes_the_file_anew_and_the_same(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (id, file) = await Writing(server);
        await file.WriteAsync("half of it"u8.ToArray());
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "exports", id), "half of it");
        server.App.Services.GetRequiredService<ExportFiles>().End(id, file, whole: true);
        await server.Change("Jobs", $"UPDATE job SET held_until = 0, holder = 'dead' WHERE id = {id}");
        await server.Restart();
        var ended = await Project.Ended(server.Owner, id);
        ended.Text("state").ShouldBe("done");
        var answer = (await server.Owner.Get($"/api/exports/{id}/file")).Expect(200);
        answer.Body.ShouldStartWith("externalId,text,topic");
        ((long)answer.Bytes.Length, answer.Headers["Content-Length"]).ShouldBe((ended.Number("figures.bytes"), answer.Bytes.Length.ToString(CultureInfo.InvariantCulture)));
        Directory.GetFiles(Path.Combine(server.Folder, "exports")).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_export_can_be_narrowed_by_what_is_frozen(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 0, redundancy: 2);
        (await server.Owner.Upload($"/api/datasets/{project.Dataset}/imports?format=jsonl&licence=CC0-1.0&consent=form%207", string.Concat(
            Enumerable.Range(1, 4).Select(n => JsonSerializer.Serialize(new { id = $"t{n}", text = $"text {n}", split = n < 3 ? "train" : "test" }) + "\n")))).Expect(200);
        await Project.Import(server.Owner, project.Dataset, ["no licence"], first: 5);
        await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.tasks"), n => n == 5);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        await Answer(ada, "billing", "billing", "technical");
        await Answer(bob, "billing", "technical", "technical");
        // One by one, in whatever order they come: a task that is being fitted at this moment is passed by.
        async Task Answer(Client by, params string[] topics)
        {
            var held = new List<string>();
            for (var left = topics.Length; left > 0;)
            {
                var taken = (await project.Take(by, [.. held])).Expect(200);
                var ordinal = int.Parse(taken.Text("item.text")["text ".Length..], CultureInfo.InvariantCulture);
                held.Add(taken.Text("assignment.id"));
                if (ordinal > topics.Length)
                    continue;
                (await Project.Submit(by, held[^1], Project.Document(topics[ordinal - 1]))).Expect(201);
                left--;
            }
        }
        var frozen = await project.Freeze();
        var id = frozen.Text("id");
        var fields = (await server.Owner.Get($"/api/snapshots/{id}")).Expect(200).ItemsOf("fields").ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("values") is { ValueKind: JsonValueKind.Array } values
            ? values.EnumerateArray().Select(v => $"{v.GetProperty("value").GetString()} {v.GetProperty("count").GetInt64()}").ToList() : []);
        fields.Keys.ShouldBe(["state", "confidence", "split", "modality", "licence", "consent", "answer.topic"]);
        fields["state"].ShouldBe(["resolved 2", "unanswered 2", "disputed 1"]);
        fields["split"].ShouldBe(["test 2", "train 2", " 1"]);
        fields["licence"].ShouldBe(["CC0-1.0 4", " 1"]);
        fields["answer.topic"].ShouldBe([" 3", "billing 1", "technical 1"]);
        async Task Gives(string expected, params object[] filter)
        {
            var lines = (await project.Download(id, "jsonl", "resolutions", filter)).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
            string.Join(' ', lines.Select(l => l.GetProperty("externalId").GetString())).ShouldBe(expected);
            var csv = (await project.Download(id, "csv", "resolutions", filter)).Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            csv.Length.ShouldBe(lines.Count + 1);
            var looked = (await server.Owner.Get($"/api/snapshots/{id}/losses?format=csv&filter={Uri.EscapeDataString(JsonSerializer.Serialize(filter))}")).Expect(200);
            looked.Number("rows").ShouldBe(lines.Count);
        }
        await Gives("t1 t2 t3 t4 t5");
        await Gives("t1 t3", new { field = "state", @is = new[] { "resolved" } });
        await Gives("t2", new { field = "state", @is = new[] { "disputed" } });
        await Gives("t4 t5", new { field = "state", @is = new[] { "unanswered" } });
        await Gives("t1 t2", new { field = "split", @is = new[] { "train" } });
        await Gives("t5", new { field = "licence", @is = new[] { "" } });
        await Gives("t1 t2 t3 t4", new { field = "consent", @is = new[] { "form 7" } });
        await Gives("t3", new { field = "answer.topic", @is = new[] { "technical" } });
        await Gives("t1", new { field = "confidence", above = 0.9 }, new { field = "answer.topic", not = new[] { "technical" } });
        await Gives("", new { field = "class", @is = new[] { "car" } });
        (await server.Owner.Post($"/api/snapshots/{id}/exports", new { filter = """[{"field":"author","is":["Ada"]}]""" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/filter/0"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_for_reading_exports_and_the_file_is_gone_after_a_week(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var id = (await project.Freeze()).Text("id");
        var reads = server.ByKey((await server.Owner.Post("/api/keys", new { name = "reads", scope = "read" })).Expect(201).Text("key"));
        var job = (await reads.Post($"/api/snapshots/{id}/exports", new { format = "csv" })).Expect(202);
        (await reads.Get($"/api/exports/{job.Text("id")}/file")).Expect(200);
        (await reads.Post($"/api/projects/{project.Id}/snapshots", new { })).Expect(403, "key_scope");
        (await server.Owner.Get($"/api/exports/{id}/file")).Expect(404, "not_found");
        var ended = await Project.Ended(server.Owner, job.Text("id"));
        (ended.Number("expiresAt") - ended.Number("endedAt")).ShouldBe(7L * 24 * 3600 * 1000);
        await server.Change("Jobs", $"UPDATE job SET expires = 1 WHERE id = {job.Text("id")}");
        (await server.Owner.Get($"/api/exports/{job.Text("id")}/file")).Expect(410, "export_expired");
    }
}
