namespace Groundwork.Server.Tests.Features.Accounts;

/// <summary>GetSession and SignOut.</summary>
public class SessionTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_session_says_who_and_where_one_is(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var session = (await server.Owner.Get("/api/session")).Expect(200);
        (session.Text("member.name"), session.Text("member.role"), session.Text("member.kind")).ShouldBe(("Owner", "owner", "person"));
        (await (await server.Stranger()).Get("/api/session")).Text("workspace.name").ShouldBe("Elsewhere");
        (await server.Visitor().Get("/api/session")).Expect(401, "signed_out");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Signing_out_ends_this_browsers_login_and_no_other(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var phone = await server.Join("annotator");
        var laptop = server.Visitor();
        (await laptop.Post("/api/session", new { token = TestServer.Token((await server.Owner.Post($"/api/members/{phone.Member}/link")).Text("link")) })).Expect(200);
        var stolen = (await server.All($"SELECT hash FROM login", r => r.Text(0))).Count;
        stolen.ShouldBe(2);
        (await phone.Delete("/api/session")).Expect(204);
        (await phone.Get("/api/session")).Expect(401);
        (await laptop.Get("/api/session")).Expect(200);
        (await server.Count($"SELECT count(*) FROM login")).ShouldBe(1);
    }
}
