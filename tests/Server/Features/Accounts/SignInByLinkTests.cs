namespace Groundwork.Server.Tests.Features.Accounts;

public class SignInByLinkTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_invitation_signs_a_person_in_under_the_name_that_they_choose(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var invited = (await server.Owner.Post("/api/invitations", new { name = "ada", role = "annotator" })).Expect(201);
        invited.Text("link").ShouldStartWith($"{server.Url}/join#");
        var browser = server.Visitor();
        var session = (await browser.Post("/api/session", new { token = TestServer.Token(invited.Text("link")), name = " Ada Lovelace 🎓 " })).Expect(200);
        session.Text("member.name").ShouldBe("Ada Lovelace 🎓");
        session.Text("member.role").ShouldBe("annotator");
        session.Text("workspace.name").ShouldBe("My workspace");
        var cookie = session.Headers["Set-Cookie"];
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        (await browser.Get("/api/session")).Expect(200).Text("member.id").ShouldBe(invited.Text("memberId"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_owner_link_of_the_start_signs_the_owner_in_and_a_newer_one_replaces_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var older = await server.OwnerLink();
        var newer = await server.OwnerLink();
        (await server.Visitor().Post("/api/session", new { token = older })).Expect(404, "link_unknown");
        (await server.Visitor().Post("/api/session", new { token = newer })).Expect(200).Text("member.role").ShouldBe("owner");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_link_signs_in_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var token = TestServer.Token((await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Text("link"));
        (await server.Visitor().Post("/api/session", new { token })).Expect(200);
        (await server.Visitor().Post("/api/session", new { token })).Expect(404, "link_used");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_browsers_that_race_for_a_link_one_gets_in(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        for (var round = 0; round < 5; round++)
        {
            var token = TestServer.Token((await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Text("link"));
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.Visitor().Post("/api/session", new { token })));
            answers.Count(a => a.Status == 200).ShouldBe(1);
            answers.Where(a => a.Status != 200).ShouldAllBe(a => a.Status == 404 && a.Code == "link_used");
        }
        (await server.Count($"SELECT count(*) FROM login")).ShouldBe(5);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_expired_link_and_one_that_never_was_are_told_apart(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var token = TestServer.Token((await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Text("link"));
        server.Clock.Advance(TimeSpan.FromDays(15));
        (await server.Visitor().Post("/api/session", new { token })).Expect(404, "link_expired");
        (await server.Visitor().Post("/api/session", new { token = "gwl_" + new string('x', 43) })).Expect(404, "link_unknown");
        (await server.Visitor().Post("/api/session", new { token = "" })).Expect(404, "link_unknown");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_name_that_is_too_long_or_has_line_breaks_is_refused_and_the_link_still_works(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var token = TestServer.Token((await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Text("link"));
        foreach (var name in (string[])[new string('x', 101), "a\nb", "a\0b"])
            (await server.Visitor().Post("/api/session", new { token, name })).Expect(400, "invalid").FaultPaths.ShouldBe(["/name"]);
        (await server.Visitor().Post("/api/session", new { token, name = "" })).Expect(200).Text("member.name").ShouldBe("Ada");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_paused_member_cannot_sign_in(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("annotator");
        var token = TestServer.Token((await server.Owner.Post($"/api/members/{ada.Member}/link")).Expect(200).Text("link"));
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "paused" })).Expect(204);
        (await server.Visitor().Post("/api/session", new { token })).Expect(404, "link_paused");
    }
}
