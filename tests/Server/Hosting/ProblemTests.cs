namespace Groundwork.Server.Tests.Hosting;

/// <summary>Whatever is wrong with a request, the answer is a problem document that says so; the client checks its form each time.</summary>
public class ProblemTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_body_that_is_not_what_the_route_wants_is_refused_and_never_a_server_error(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var routes = new RouteTable(server.App).Where(r => r.Method is "POST" or "PUT" or "PATCH");
        foreach (var route in routes)
            foreach (var body in (string[])["", "{}", "[]", "null", "7", "\"text\"", "{", "{\"name\":null}", "{\"name\":7,\"role\":7,\"holding\":7,\"from\":\"x\",\"changes\":7}", "\0", "{\"name\":\"a\",\"name\":\"b\"}"])
            {
                var answer = await server.Owner.Send(new HttpMethod(route.Method), route.PathWith("0197aaaa-0000-7000-8000-000000000000"),
                    new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
                answer.Status.ShouldBeInRange(200, 499, $"{route} {body}: {answer.Body}");
            }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Broken_json_is_a_400_that_says_where(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var answer = (await server.Owner.Upload("/api/datasets", "{\"name\": ", "application/json")).Expect(400, "bad_request");
        answer.Text("detail").ShouldContain("JSON");
        (await server.Owner.Upload("/api/datasets", "{}", "application/json")).Expect(400, "bad_request").Text("detail").ShouldContain("name");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_missing_or_malformed_query_parameter_is_a_400(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Owner.Upload("/api/imports/votes", "worker,task,label\n")).Expect(400, "bad_request");
        (await server.Owner.Get("/api/members?limit=many")).Expect(400, "bad_request");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_wrong_content_type_is_a_415(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Owner.Upload("/api/datasets", "name=x", "application/x-www-form-urlencoded")).Expect(415, "content_type");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_unknown_operation_is_a_404_and_an_unknown_page_is_the_apps(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Owner.Get("/api/nothing")).Expect(404, "no_route");
        (await server.Owner.Delete("/api/projects")).Expect(405, "method");
        foreach (var page in (string[])["/", "/projects/7", "/assets/app.js"])
            (await server.Visitor().Get(page)).Body.ShouldMatch("<html|Not found|isn't built");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_body_that_is_too_large_is_a_413(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Owner.Post("/api/datasets", new { name = new string('x', 17 * 1024 * 1024) }, ("Expect", "100-continue"))).Expect(413);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_nul_character_is_refused_wherever_it_comes_in(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        (await server.Owner.Get($"/api/projects/{project.Id}/tasks?filter=a%00b")).Expect(400);
        (await server.Owner.Get("/api/members?after=%00")).Expect(400);
        (await server.Owner.Get($"/api/datasets/{project.Dataset}/items?after=%00")).Expect(400);
        (await server.Owner.Post("/api/projects", new { name = "p", datasetId = "a\0b", ontology = Project.Topics })).Expect(400);
        (await server.Owner.Post("/api/datasets", new { name = "a\0b" })).Expect(400, "invalid");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_list_clamps_its_limit_and_survives_a_foreign_position(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        foreach (var route in new RouteTable(server.App).Where(r => r.Method == "GET"))
            foreach (var query in (string[])["?limit=-1", "?limit=999999999", "?after=%F0%9F%98%80'%22--", "?q=%25_%5C'", "?after=99999999999999999999"])
            {
                var path = route.PathWith(route.Pattern.Contains("dataset", StringComparison.Ordinal) ? project.Dataset : project.Id);
                (await server.Owner.Get(path + query)).Status.ShouldBeOneOf(200, 400, 404);
            }
    }
}
