namespace Groundwork.Server.Tests.Features.Quality;

/// <summary>GetQuality, ListDisagreements, CompareMethods and ListMethods.</summary>
public class ReportsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Quality_says_how_far_people_agree_and_the_most_disputed_task_is_on_top(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3, redundancy: 2);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        foreach (var (a, b) in (ValueTuple<string, string>[])[("billing", "billing"), ("billing", "technical"), ("technical", "technical")])
        {
            await project.Label(ada, a);
            await project.Label(bob, b);
        }
        var quality = await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{project.Id}/quality")).Expect(200), q => q.Number("answers") == 6);
        var topic = quality["questions"][0];
        (topic.GetProperty("name").GetString(), topic.GetProperty("answered").GetInt64(), topic.GetProperty("tied").GetInt64()).ShouldBe(("topic", 3, 1));
        topic.GetProperty("labels").EnumerateArray().Single(l => l.GetProperty("name").GetString() == "billing").GetProperty("share").GetDouble().ShouldBe(0.5);
        topic.GetProperty("agreement").EnumerateArray().Select(a => a.GetProperty("value")).Any(v => v.ValueKind == System.Text.Json.JsonValueKind.Number && Math.Abs(v.GetDouble() - 2 / 3.0) < 1e-9).ShouldBeTrue();
        quality["annotators"].EnumerateArray().Select(a => (a.GetProperty("name").GetString(), a.GetProperty("answers").GetInt64(), a.GetProperty("medianActiveMs").GetInt64())).ShouldBe([("Ada", 3, 1200), ("Bob", 3, 1200)], ignoreOrder: true);
        var first = (await server.Owner.Get($"/api/projects/{project.Id}/disagreements?limit=1")).Expect(200);
        first.Items.ShouldHaveSingleItem().GetProperty("ordinal").GetInt64().ShouldBe(2);
        (await server.Owner.Get($"/api/projects/{project.Id}/disagreements?limit=5&after={Uri.EscapeDataString(first.Text("next"))}")).Items.Count.ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_project_without_answers_has_a_report_and_one_that_is_elsewhere_has_none(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, theirs) = (await Project.Make(server), await Project.Make(server, by: await server.Stranger()));
        foreach (var report in (string[])["quality", "disagreements", "methods"])
        {
            (await server.Owner.Get($"/api/projects/{project.Id}/{report}")).Expect(200);
            foreach (var id in (string[])[theirs.Id, "0197aaaa-0000-7000-8000-000000000000"])
                (await server.Owner.Get($"/api/projects/{id}/{report}")).Expect(404, "not_found");
        }
        var methods = (await server.Owner.Get("/api/methods")).Expect(200);
        methods["truth"].EnumerateArray().Select(m => m.GetProperty("name").GetString()).ShouldContain("dawid-skene");
        methods["agreement"].EnumerateArray().ShouldAllBe(m => m.GetProperty("settings").ValueKind == System.Text.Json.JsonValueKind.Object || m.GetProperty("settings").ValueKind == System.Text.Json.JsonValueKind.True);
    }
}
