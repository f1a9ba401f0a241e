namespace Groundwork.Server.Tests.Features.Accounts;

/// <summary>InviteMember, ListMembers, ChangeMember and RenewLink: one life of a member.</summary>
public class MembersTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task An_invited_person_is_listed_as_invited_until_they_come_in(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var invited = (await server.Owner.Post("/api/invitations", new { name = " Ada ", role = "annotator" })).Expect(201);
        invited.Number("expiresAt").ShouldBeInRange(server.Clock.NowMs + 13L * 24 * 3600 * 1000, server.Clock.NowMs + 15L * 24 * 3600 * 1000);
        var row = (await server.Owner.Get("/api/members")).Expect(200).Items.Single(m => m.GetProperty("id").GetString() == invited.Text("memberId"));
        (row.GetProperty("name").GetString(), row.GetProperty("state").GetString(), row.GetProperty("kind").GetString()).ShouldBe(("Ada", "invited", "person"));
        (await server.Visitor().Post("/api/session", new { token = TestServer.Token(invited.Text("link")) })).Expect(200);
        row = (await server.Owner.Get("/api/members")).Items.Single(m => m.GetProperty("id").GetString() == invited.Text("memberId"));
        row.GetProperty("state").GetString().ShouldBe("active");
        row.GetProperty("lastSeenAt").GetInt64().ShouldBeGreaterThan(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Members_are_listed_page_by_page_without_gap_or_repeat_and_those_of_another_workspace_never(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var stranger = await server.Stranger();
        for (var i = 0; i < 6; i++)
            (await server.Owner.Post("/api/invitations", new { name = $"Member {i}", role = "viewer" })).Expect(201);
        var seen = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = (await server.Owner.Get($"/api/members?limit=3&after={after}")).Expect(200);
            page.Items.Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.Items.Select(m => m.GetProperty("name").GetString()!));
            after = page["next"].GetString();
        }
        seen.Order(StringComparer.Ordinal).ShouldBe(["Member 0", "Member 1", "Member 2", "Member 3", "Member 4", "Member 5", "Owner"]);
        (await stranger.Get("/api/members")).Items.ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("Stranger");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Names_and_roles_that_do_not_exist_are_refused(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        foreach (var name in (string[])["", "  ", "a\tb", new string('x', 101)])
            (await server.Owner.Post("/api/invitations", new { name, role = "annotator" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/name"]);
        foreach (var role in (string[])["", "admin", "Owner", "owner, manager"])
            (await server.Owner.Post("/api/invitations", new { name = "Ada", role })).Expect(400, "invalid").FaultPaths.ShouldBe(["/role"]);
        (await server.Owner.Post("/api/invitations", new { name = " ", role = "admin" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/name", "/role"]);
        var ada = await server.Join("annotator");
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { role = "king", state = "sleeping" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/role", "/state"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_manager_gives_and_takes_no_role_as_high_as_their_own(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var manager = await server.Join("manager", "Max");
        var other = await server.Join("manager", "Mia");
        var ada = await server.Join("annotator");
        foreach (var role in (string[])["owner", "manager"])
        {
            (await manager.Post("/api/invitations", new { name = "Friend", role })).Expect(403, "not_allowed");
            (await manager.Patch($"/api/members/{ada.Member}", new { role })).Expect(403, "not_allowed");
        }
        (await manager.Patch($"/api/members/{other.Member}", new { state = "paused" })).Expect(403, "not_allowed");
        (await manager.Post($"/api/members/{other.Member}/link")).Expect(403, "not_allowed");
        (await manager.Patch($"/api/members/{ada.Member}", new { role = "reviewer" })).Expect(204);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_last_owner_stays_and_two_owners_cannot_demote_each_other_at_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var first = (await server.Owner.Get("/api/session")).Text("member.id");
        (await server.Owner.Patch($"/api/members/{first}", new { role = "viewer" })).Expect(409, "last_owner");
        (await server.Owner.Patch($"/api/members/{first}", new { state = "paused" })).Expect(409, "last_owner");
        for (var round = 0; round < 4; round++)
        {
            var second = await server.Join("owner", $"Owner {round}");
            var answers = await Task.WhenAll(
                server.Owner.Patch($"/api/members/{second.Member}", new { role = "viewer" }),
                second.Patch($"/api/members/{first}", new { role = "viewer" }));
            (await server.Count($"SELECT count(*) FROM member WHERE role = 'owner' AND state = 'active'")).ShouldBe(1, string.Join('\n', answers.Select(a => a.Body)));
            await server.Change("Accounts", $"UPDATE member SET role = CASE WHEN id = {first} THEN 'owner' ELSE 'viewer' END WHERE kind = 'person'");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Somebody_invited_is_not_made_active_by_hand(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Text("memberId");
        (await server.Owner.Patch($"/api/members/{id}", new { state = "active" })).Expect(409, "invited");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_renewed_link_works_and_the_one_before_does_not(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var invited = (await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Expect(201);
        var renewed = (await server.Owner.Post($"/api/members/{invited.Text("memberId")}/link")).Expect(200);
        (await server.Visitor().Post("/api/session", new { token = TestServer.Token(invited.Text("link")) })).Expect(404, "link_unknown");
        (await server.Visitor().Post("/api/session/inspect", new { token = TestServer.Token(renewed.Text("link")) })).Expect(200).Text("kind").ShouldBe("invitation");
        (await server.Visitor().Post("/api/session", new { token = TestServer.Token(renewed.Text("link")) })).Expect(200);
        var again = (await server.Owner.Post($"/api/members/{invited.Text("memberId")}/link")).Expect(200);
        (await server.Visitor().Post("/api/session/inspect", new { token = TestServer.Token(again.Text("link")) })).Expect(200).Text("kind").ShouldBe("signin");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Members_that_are_not_there_or_elsewhere_are_404(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var theirs = (await (await server.Stranger()).Get("/api/session")).Text("member.id");
        foreach (var id in (string[])[theirs, "0197aaaa-0000-7000-8000-000000000000", "%27%20OR%201=1"])
        {
            (await server.Owner.Patch($"/api/members/{id}", new { role = "viewer" })).Expect(404, "not_found");
            (await server.Owner.Post($"/api/members/{id}/link")).Expect(404, "not_found");
        }
    }
}
