namespace Groundwork.Server.Tests.Features.Accounts;

public class InspectLinkTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_link_says_what_it_leads_to_without_being_used_up(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var token = TestServer.Token((await server.Owner.Post("/api/invitations", new { name = "Ada", role = "reviewer" })).Text("link"));
        for (var i = 0; i < 2; i++)
        {
            var seen = (await server.Visitor().Post("/api/session/inspect", new { token })).Expect(200);
            (seen.Text("kind"), seen.Text("workspace"), seen.Text("name"), seen.Text("role")).ShouldBe(("invitation", "My workspace", "Ada", "reviewer"));
        }
        var owner = (await server.Visitor().Post("/api/session/inspect", new { token = await server.OwnerLink() })).Expect(200);
        (owner.Text("kind"), owner["name"].ValueKind).ShouldBe(("owner", System.Text.Json.JsonValueKind.Null));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Links_that_no_longer_work_say_why(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Visitor().Post("/api/session/inspect", new { token = "nonsense" })).Expect(404, "link_unknown");
        var used = TestServer.Token((await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Text("link"));
        (await server.Visitor().Post("/api/session", new { token = used })).Expect(200);
        (await server.Visitor().Post("/api/session/inspect", new { token = used })).Expect(404, "link_used");
        var late = TestServer.Token((await server.Owner.Post("/api/invitations", new { name = "Bob", role = "annotator" })).Text("link"));
        server.Clock.Advance(TimeSpan.FromDays(15));
        (await server.Visitor().Post("/api/session/inspect", new { token = late })).Expect(404, "link_expired");
    }
}
