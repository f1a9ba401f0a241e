using System.Security.Cryptography;
using System.Text;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Security;

/// <summary>Holes of comparable products around signing in, rights and pages: each is tried here as it was there.</summary>
public class AccountHolesTests
{
    const string Nobodys = "0197aaaa-0000-7000-8000-000000000000", Good = "seven brown foxes";

    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2023_43791_a_session_can_t_be_made_up_from_anything_that_the_program_contains(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("annotator");
        var owner = (await server.Owner.Get("/api/session")).Text("member.id");
        var hashes = await server.All($"SELECT hash FROM login", r => r.Text(0));
        hashes.ShouldNotBeEmpty();
        // Neither an id, nor what the database holds, nor a signature over it with a constant is a session.
        string[] guesses = [owner, .. hashes, .. hashes.Select(h => "gws_" + h),
            "gws_" + Convert.ToBase64String(HMACSHA256.HashData("groundwork"u8, Encoding.UTF8.GetBytes(owner))), "gws_" + new string('A', 43)];
        foreach (var cookie in guesses)
            (await server.Visitor().Send(HttpMethod.Get, "/api/session", null, ("Cookie", $"groundwork={cookie}"))).Expect(401);
        // Two sign-ins of one person share nothing that could be computed from the other.
        var first = Convert.FromHexString(hashes[0]);
        (await ada.Delete("/api/session")).Expect(204);
        first.Length.ShouldBe(32);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2024_37306_reading_changes_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        await server.Owner.Get("/api/session");
        var before = await Written(server);
        foreach (var route in new RouteTable(server.App).Where(r => r.Method == "GET"))
            foreach (var id in (string[])[project.Id, project.Dataset, Nobodys])
                (await server.Owner.Send(HttpMethod.Get, route.PathWith(id), null, ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBeLessThan(500);
        (await Written(server)).ShouldBe(before);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2024_47172_a_change_of_what_is_somebody_else_s_looks_like_a_change_of_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var stranger = await server.Stranger();
        var member = await server.Join("viewer");
        var before = await Written(server);
        foreach (var path in (string[])["projects", "members"])
            foreach (var body in (object[])[new { }, new { name = 7 }, new { name = "Mine", role = "owner", state = "paused" }])
            {
                var theirs = await stranger.Patch($"/api/{path}/{(path == "projects" ? project.Id : member.Member)}", body);
                var none = await stranger.Patch($"/api/{path}/{Nobodys}", body);
                (theirs.Status, theirs.Code, theirs.Text("title"), theirs.Text("detail")).ShouldBe((none.Status, none.Code, none.Text("title"), none.Text("detail")));
                theirs.Status.ShouldBeOneOf(404, 400);
            }
        (await Written(server)).ShouldBe(before);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2025_54573_who_is_out_is_out_through_every_door(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        foreach (var how in (string[])["paused", "removed"])
        {
            var ada = await server.JoinWithPassword($"ada-{how}", Good, "manager");
            var key = server.ByKey((await ada.Post("/api/keys", new { name = "script" })).Expect(201).Text("key"));
            var link = TestServer.Token((await server.Owner.Post($"/api/members/{ada.Member}/link")).Expect(200).Text("link"));
            (await key.Get("/api/session")).Expect(200);
            (how == "paused" ? await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "paused" }) : await server.Owner.Delete($"/api/members/{ada.Member}")).Expect(204);
            (await ada.Get("/api/session")).Expect(401);
            (await key.Get("/api/session")).Expect(401);
            (await TestServer.SignIn(server.Visitor(), $"ada-{how}", Good)).Expect(401, "wrong_sign_in");
            (await server.Visitor().Post("/api/session", new { token = link })).Expect(404);
            (await server.Visitor().Send(HttpMethod.Get, "/api/session", null,
                ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada-{how}:{Good}"))))).Expect(401);
            (await key.Send(HttpMethod.Post, "/api/uploads", new ByteArrayContent([]), ("Tus-Resumable", "1.0.0"), ("Upload-Length", "5"))).Expect(401);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2026_22033_no_answer_gives_a_signed_in_browser_a_secret_again(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("manager");
        var key = (await ada.Post("/api/keys", new { name = "</script><script>1</script>" })).Expect(201).Text("key");
        foreach (var route in new RouteTable(server.App).Where(r => r.Method == "GET"))
            foreach (var id in (string[])[project.Id, project.Dataset, ada.Member])
            {
                var answer = await ada.Get(route.PathWith(id));
                answer.Body.ShouldNotContain(key);
                answer.Body.ShouldNotContain("gws_");
                answer.Body.ShouldNotContain(Secrets.Hash(key));
            }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2026_23526_nobody_makes_themselves_or_others_more_than_they_are(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var other = await server.Join("annotator", "Other");
        foreach (var role in (string[])["manager", "reviewer", "annotator", "viewer"])
        {
            var me = await server.Join(role, $"The {role}");
            foreach (var (client, target) in (List<(Client, string)>)[(me, me.Member), (me, other.Member)])
            {
                (await client.Patch($"/api/members/{target}", new { role = "owner" })).Expect(403);
                (await client.Put($"/api/projects/{project.Id}/members/{target}", new { role = "owner" })).Status.ShouldBeOneOf(400, 403);
            }
            (await me.Post("/api/invitations", new { name = "Mine", role = "owner" })).Expect(403);
            (await me.Patch("/api/account", new { name = "Me", role = "owner", kind = "service", state = "active", workspace = "x" })).Status.ShouldBeOneOf(200, 204, 400);
            (await me.Get("/api/session")).Text("member.role").ShouldBe(role);
        }
        (await server.Count($"SELECT count(*) FROM member WHERE role = 'owner'")).ShouldBe(1);
    }

    [Theory, OnSqlite]
    public async Task CVE_2025_48381_CVE_2024_47063_CVE_2024_47064_a_browser_that_asks_for_pages_gets_data(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, name: "<script>alert(1)</script>");
        foreach (var route in new RouteTable(server.App).Where(r => r.Method == "GET"))
            foreach (var id in (string[])[project.Id, "<script>alert(1)</script>"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, route.PathWith(Uri.EscapeDataString(id))) { Headers = { { "Accept", "text/html" } } };
                using var answer = await server.Owner.Http.SendAsync(request);
                (answer.Content.Headers.ContentType?.MediaType ?? "").ShouldNotContain("html", customMessage: route.ToString());
                answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
                answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
                answer.Headers.Contains("Content-Security-Policy-Report-Only").ShouldBeFalse();
            }
        (await server.Owner.Get("/api/projects?limit=1000000")).Expect(200);
    }

    [Theory, OnSqlite]
    public async Task GHSA_cpmr_mw4j_99r7_no_address_leads_out_of_the_app_s_own_files(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var secret = Path.GetFileName(server.Folder);
        foreach (var path in (string[])["/assets../groundwork.db", "/assets..%2fgroundwork.db", "/assets/..;/groundwork.db", "/assets/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
            $"/assets/..%5c..%5c{secret}", "/assets//etc/passwd", "/static../settings", "/server.json", "/lock", "/blobs/", "/.git/config"])
        {
            var answer = await server.Visitor().Get(path);
            answer.Body.ShouldNotContain("root:");
            answer.Body.ShouldNotContain("SQLite format");
            answer.Body.ShouldNotContain("gwc_");
            answer.Body.ShouldMatch("<html|Not found|isn't built|problem|no_route|can't be read");
        }
    }

    [Theory, OnSqlite]
    public async Task CVE_2026_53656_no_other_site_may_read_an_answer_and_no_other_name_leads_here(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("manager");
        foreach (var route in new RouteTable(server.App))
        {
            var answer = await ada.Send(new HttpMethod(route.Method == "DELETE" ? "GET" : route.Method), route.PathWith(Nobodys), route.Method == "GET" ? null : route.Something(), ("Origin", "https://evil.test"));
            answer.Headers.Keys.ShouldNotContain(k => k.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase), answer.Request);
            if (route.Method is "POST" or "PUT" or "PATCH")
                answer.Status.ShouldBe(403, answer.ToString());
        }
        (await ada.Get("/api/session")).Headers["Cross-Origin-Opener-Policy"].ShouldBe("same-origin");
        (await ada.Send(HttpMethod.Get, "/api/session", null, ("Host", "evil.test"))).Expect(400);
        foreach (var path in (string[])["/media?filepath=/etc/passwd", "/api/media?filepath=/etc/passwd", "/api/files?path=/etc/passwd"])
            (await ada.Get(path)).Body.ShouldNotContain("root:");
    }

    // What a request wrote, whatever it was; not what goes on in the background.
    // That data left is noted, too: by whoever took it.
    static async Task<string> Written(TestServer server) => string.Join('|', await server.All($"""
        SELECT (SELECT count(*) FROM audit_leaf WHERE action NOT IN ('audit.exported', 'export.downloaded')), (SELECT count(*) FROM outbox), (SELECT count(*) FROM item), (SELECT count(*) FROM task), (SELECT count(*) FROM assignment),
          (SELECT count(*) FROM annotation), (SELECT count(*) FROM import), (SELECT count(*) FROM snapshot), (SELECT count(*) FROM project), (SELECT count(*) FROM upload)
        """, r => string.Join(',', Enumerable.Range(0, 10).Select(r.Long))));
}
