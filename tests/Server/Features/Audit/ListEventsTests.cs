using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Audit;

/// <summary>ListEvents, ExportLog and ForgetMemberAddresses: what is seen of the log.</summary>
public class ListEventsTests
{
    static async Task<List<JsonElement>> All(TestServer server, string query = "")
    {
        await VerifyLogTests.Chained(server);
        var rows = new List<JsonElement>();
        for (string? after = ""; after is not null;)
        {
            var page = (await server.Owner.Get($"/api/audit/events?limit=50{query}{(after.Length > 0 ? $"&after={after}" : "")}")).Expect(200);
            rows.AddRange(page.Items);
            after = page["next"].GetString();
        }
        return rows;
    }

    static List<string> Actions(IEnumerable<JsonElement> rows) => [.. rows.Select(r => r.GetProperty("action").GetString()!)];

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_line_says_who_did_what_to_what_and_from_where(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.JoinWithPassword("ada", "correct horse battery", "annotator");
        await project.Label(ada, "billing");
        (await TestServer.SignIn(server.Visitor(), "ada", "wrong wrong wrong")).Expect(401);
        (await TestServer.SignIn(server.Visitor(), "nobody at all", "wrong wrong wrong")).Expect(401);
        (await ada.Delete("/api/session")).Expect(204);
        var rows = await All(server);
        rows.Select(r => r.GetProperty("position").GetInt64()).ShouldBe(Enumerable.Range(1, rows.Count).Reverse().Select(n => (long)n), "newest first, none left out, across pages");
        JsonElement Line(string action) => rows.First(r => r.GetProperty("action").GetString() == action);

        var answer = Line("annotation.submitted");
        answer.GetProperty("actorName").GetString().ShouldBe("Ada");
        answer.GetProperty("via").GetString()!.ShouldStartWith("browser:");
        answer.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        (answer.GetProperty("project").GetString(), answer.GetProperty("projectName").GetString()).ShouldBe((project.Id, "Support"));
        (answer.GetProperty("task").GetString(), answer.GetProperty("subjectName").GetString()).ShouldBe((await project.TaskId(), "1"));
        answer.GetProperty("after").GetString()!.ShouldStartWith("sha256:");

        var made = Line("project.created");
        made.GetProperty("via").GetString()!.ShouldStartWith("key:");
        made.GetProperty("keyName").GetString().ShouldBe("GROUNDWORK_OWNER_KEY");
        Line("workspace.created").GetProperty("via").GetString().ShouldBe("server");
        Line("member.signed_out").GetProperty("via").GetString().ShouldBe(answer.GetProperty("via").GetString(), "the same session");
        // The first sign-in was by the link; what failed is in the log whether or not somebody has the name.
        var failed = rows.Where(r => r.GetProperty("action").GetString() == "member.sign_in_failed").ToList();
        failed.Select(f => f.GetProperty("subject").GetString()).ShouldBe(["anonymous", ada.Member]);
        failed.ShouldAllBe(f => f.GetProperty("actor").GetString() == "anonymous" && f.GetProperty("via").GetString() == "visitor" && f.GetProperty("address").GetString() == "127.0.0.1");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Lines_are_found_by_member_action_thing_project_and_time_across_full_and_open_tiles(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var other = await Project.Make(server, name: "Other");
        var ada = await server.Join("annotator");
        await project.Label(ada, "billing");
        for (var i = 0; i < 600; i++)
            (await server.Owner.Patch($"/api/projects/{other.Id}", new { instructions = $"{i}" })).Expect(204);
        await project.Label(ada, "billing");
        (await server.Count($"SELECT count(*) FROM audit_tile WHERE level = 0")).ShouldBeGreaterThanOrEqualTo(0);
        Actions(await All(server, $"&actor={ada.Member}")).ShouldBe(["annotation.submitted", "annotation.submitted", "member.signed_in"]);
        (await All(server, $"&actor={ada.Member}&action=annotation")).Count.ShouldBe(2);
        (await All(server, $"&action=annotation.submitted")).Count.ShouldBe(2);
        (await All(server, $"&action=project.changed")).Count.ShouldBe(600);
        Actions(await All(server, $"&project={project.Id}")).ShouldBe(["annotation.submitted", "annotation.submitted", "project.created"]);
        Actions(await All(server, $"&subject={project.Id}")).ShouldBe(["project.created"]);
        (await All(server, $"&project={other.Id}")).Count.ShouldBe(601);
        (await All(server, $"&subject=nothing")).ShouldBeEmpty();
        var all = await All(server);
        var middle = all[all.Count / 2].GetProperty("at").GetInt64();
        (await All(server, $"&from={middle}")).Count.ShouldBe(all.Count(r => r.GetProperty("at").GetInt64() >= middle));
        (await All(server, $"&to={middle}")).Count.ShouldBe(all.Count(r => r.GetProperty("at").GetInt64() < middle));
        (await server.Owner.Get("/api/audit/events?action=x;y")).Expect(400, "invalid").FaultPaths.ShouldBe(["/action"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_address_can_be_forgotten_and_the_log_still_holds(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        await project.Label(ada, "billing");
        await VerifyLogTests.Chained(server);
        // Nothing of the address is in the line but a hash with a salt that is forgotten with it.
        (await server.Count($"SELECT count(*) FROM audit_leaf WHERE source LIKE '%127%0%0%1%'")).ShouldBe(0);
        (await server.Owner.Delete($"/api/audit/addresses/{ada.Member}")).Expect(200).Number("forgotten").ShouldBe(1);
        (await server.Owner.Delete("/api/audit/addresses/nobody")).Expect(404);
        var theirs = await All(server, $"&actor={ada.Member}");
        theirs.Count.ShouldBe(2);
        theirs.ShouldAllBe(r => r.GetProperty("address").ValueKind == JsonValueKind.Null && r.GetProperty("addressKnown").GetBoolean());
        Actions(await All(server, "&action=audit.addresses_forgotten")).Count.ShouldBe(1);
        (await VerifyLogTests.Verify(server)).Faults.ShouldBeEmpty();
        // From then on it is kept anew, under another salt.
        await project.Label(ada, "billing");
        (await All(server, $"&actor={ada.Member}"))[0].GetProperty("address").GetString().ShouldBe("127.0.0.1");
        server.Clock.Advance(TimeSpan.FromDays(300));
        await Poll.Until(async () =>
        {
            await new Groundwork.Server.Features.Events.ForgetAddresses(server.Db).Round(default);
            return await server.Count($"SELECT count(*) FROM audit_source") == 0;
        });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_log_is_downloaded_as_a_table_and_as_lines_and_that_is_in_it_too(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Project.Make(server, name: "=HYPERLINK(\"x\"), \"quoted\"");
        await VerifyLogTests.Chained(server);
        var count = await server.Count($"SELECT count(*) FROM event");
        var lines = (await server.Owner.Get("/api/audit/export")).Expect(200).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        lines.Count.ShouldBeGreaterThanOrEqualTo((int)count);
        lines.Select(l => l.GetProperty("position").GetInt64()).ShouldBe(Enumerable.Range(1, lines.Count).Select(n => (long)n));
        var table = (await server.Owner.Get("/api/audit/export?format=csv&action=project")).Expect(200);
        table.Headers["Content-Disposition"].ShouldContain("audit.csv");
        table.Body.TrimStart('\uFEFF').Split("\r\n")[1].ShouldContain("\"'=HYPERLINK(\"\"x\"\"), \"\"quoted\"\"\"");
        (await server.Owner.Get("/api/audit/export?format=xml")).Expect(400, "invalid").FaultPaths.ShouldBe(["/format"]);
        Actions(await All(server, "&action=audit.exported")).Count.ShouldBe(2);
        var viewer = await server.Owner.Post("/api/keys", new { name = "reader", scope = "read" });
        (await server.ByKey(viewer.Text("key")).Get("/api/audit/export")).Expect(200);
    }
}
