using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Hosting;

/// <summary>Who may call what, for every route that there is.</summary>
public class AccessTests
{
    const string Nobodys = "0197aaaa-0000-7000-8000-000000000000";

    [Theory, OnSqlite]
    public async Task Every_route_says_who_may_call_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var endpoints = ((IEndpointRouteBuilder)server.App).DataSources.SelectMany(s => s.Endpoints).ToList();
        endpoints.Count.ShouldBeGreaterThan(40);
        endpoints.Where(e => e.Metadata.GetMetadata<Access>() is null).ShouldBeEmpty();
    }

    [Theory, OnSqlite]
    public async Task The_routes_that_anyone_may_call_are_these_and_no_others(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        new RouteTable(server.App).Where(r => r.Access.Anyone).Select(r => r.ToString()).ShouldBe(["POST /api/session", "POST /api/session/inspect", "POST /api/session/password"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_role_gets_through_exactly_where_the_route_says(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        foreach (var role in (string[])["manager", "reviewer", "annotator", "viewer"])
        {
            var member = await server.Join(role, $"The {role}");
            var mine = Enum.Parse<Roles>(role, ignoreCase: true);
            foreach (var route in new RouteTable(server.App).Where(r => r.ToString() != "DELETE /api/session"))
            {
                var answer = await member.Send(new HttpMethod(route.Method), route.PathWith(Nobodys), route.Something());
                var refused = answer.Status == 403 && answer.Code is "not_allowed" or "";
                refused.ShouldBe(!route.Access.Anyone && (route.Access.Roles & mine) == Roles.None, $"{role}: {route} answered {answer.Status} {answer.Body}");
            }
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nobody_gets_through_without_being_signed_in(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var strangers = new (string, string)[][] { [], [("Authorization", "Bearer gwk_wrong")], [("Authorization", "Basic b3duZXI6b3duZXI=")], [("Authorization", "Bearer ")],
            [("Cookie", "groundwork=gws_wrong_but_long_enough_to_be_looked_up")] };
        foreach (var headers in strangers)
            foreach (var route in new RouteTable(server.App).Where(r => !r.Access.Anyone))
                (await server.Visitor().Send(new HttpMethod(route.Method), route.PathWith(Nobodys), route.Something(), headers)).Expect(401, "signed_out");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cookie_alone_changes_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var manager = await server.Join("manager");
        foreach (var route in new RouteTable(server.App).Where(r => r.Method is not ("GET" or "HEAD") && !r.Access.Anyone))
        {
            manager.Http.DefaultRequestHeaders.Remove("X-Groundwork");
            (await manager.Send(new HttpMethod(route.Method), route.PathWith(Nobodys), route.Something())).Expect(403, "cross_site");
            manager.Http.DefaultRequestHeaders.Add("X-Groundwork", "1");
            foreach (var site in (string[])["cross-site", "same-site"])
                (await manager.Send(new HttpMethod(route.Method), route.PathWith(Nobodys), route.Something(), ("Sec-Fetch-Site", site))).Expect(403, "cross_site");
        }
        (await manager.Send(HttpMethod.Post, "/api/datasets", new { name = "ours" }, ("Sec-Fetch-Site", "same-origin"))).Expect(201);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_needs_no_header_against_forgery_because_no_browser_sends_it_by_itself(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Owner.Send(HttpMethod.Post, "/api/datasets", new { name = "by key" }, ("Sec-Fetch-Site", "cross-site"))).Expect(201);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_paused_member_is_out_at_once_by_cookie_and_by_key(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("annotator");
        var byKey = server.ByKey((await ada.Post("/api/keys", new { name = "script" })).Expect(201).Text("key"));
        (await ada.Get("/api/session")).Expect(200);
        (await byKey.Get("/api/session")).Expect(200);
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "paused" })).Expect(204);
        (await ada.Get("/api/session")).Expect(401);
        (await byKey.Get("/api/session")).Expect(401);
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "active" })).Expect(204);
        (await ada.Get("/api/session")).Expect(401);
        (await byKey.Get("/api/session")).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_login_ends_after_thirty_days_and_after_two_weeks_without_use(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        for (var day = 0; day < 29; day++)
        {
            server.Clock.Advance(TimeSpan.FromDays(1));
            (await ada.Get("/api/session")).Expect(200);
            if (day == 12)
                (await bob.Get("/api/session")).Expect(200);
        }
        (await bob.Get("/api/session")).Expect(401, "signed_out");
        server.Clock.Advance(TimeSpan.FromDays(2));
        (await ada.Get("/api/session")).Expect(401, "signed_out");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_member_whose_role_changes_has_the_new_one_with_the_next_request(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("annotator");
        (await ada.Get("/api/datasets")).Expect(403);
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { role = "reviewer" })).Expect(204);
        (await ada.Get("/api/datasets")).Expect(200);
    }
}
