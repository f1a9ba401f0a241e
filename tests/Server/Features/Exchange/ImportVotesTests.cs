namespace Groundwork.Server.Tests.Features.Exchange;

/// <summary>ImportVotes and ListFormats.</summary>
public class ImportVotesTests
{
    const string Votes = "worker,task,label,gold\nann,t1,Yes!,Yes!\nbob,t1,No 👎,\neve,t1,Yes!,\nann,t2,\"a,b\",\nann,t2,Yes!,\n,t3,Yes!,\nbob,t2,No 👎,\n";

    [Theory, OnSqlite, OnPostgres]
    public async Task Votes_become_a_project_with_its_people_answers_and_known_answers(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var done = (await server.Owner.Upload("/api/imports/votes?name=Old%20votes&method=majority&fileName=v.csv&source=Crowd&licence=CC0", Votes)).Expect(200);
        (done.Number("tasks"), done.Number("answers"), done.Number("annotators"), done.Number("labels"), done.Number("known"), done.Number("failed")).ShouldBe((2, 5, 3, 3, 1, 2));
        done["errors"].EnumerateArray().Select(e => e.GetProperty("row").GetInt64()).Count().ShouldBe(2);
        var project = new Project(server, done.Text("projectId"), done.Text("datasetId"));
        var task = await project.See(1);
        (task.Text("state"), task.Number("wants"), task["answers"].GetArrayLength()).ShouldBe(("completed", 3, 3));
        task["resolution.questions"].GetProperty("label").GetProperty("value").GetString().ShouldBe("Yes!");
        (await project.See(2)).Text("state").ShouldBe("disputed");
        (await server.Owner.Get("/api/members")).Items.Count(m => m.GetProperty("kind").GetString() == "external").ShouldBe(3);
        (await server.Owner.Get($"/api/projects/{project.Id}/methods")).Expect(200).Items.Single(m => m.GetProperty("name").GetString() == "majority").GetProperty("accuracy").GetDouble().ShouldBe(1);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Wrong_parameters_are_all_listed_and_unreadable_files_refused_without_a_trace(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Owner.Upload("/api/imports/votes?name=%20&method=guess", Votes)).Expect(400, "invalid").FaultPaths.ShouldBe(["/name", "/method"]);
        (await server.Owner.Upload("/api/imports/votes?name=a", "a,b\n1,2\n")).Expect(422, "unreadable");
        (await server.Owner.Upload("/api/imports/votes?name=a", "")).Expect(422, "unreadable");
        (await server.Owner.Upload("/api/imports/votes?name=a", "worker,task,label\na,t,x\n")).Expect(422, "labels");
        (await server.Count($"SELECT count(*) FROM project")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM dataset")).ShouldBe(0);
        (await server.Owner.Upload("/api/imports/votes?name=a", Votes)).Expect(200);
        (await server.Owner.Upload("/api/imports/votes?name=a", Votes)).Expect(409, "name_taken");
    }

    [Theory, OnSqlite]
    public async Task Formats_say_what_they_can_do(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var formats = (await (await server.Join("viewer")).Get("/api/formats")).Expect(200).Items.ToDictionary(f => f.GetProperty("name").GetString()!, StringComparer.Ordinal);
        formats["votes"].GetProperty("readsVotes").GetBoolean().ShouldBeTrue();
        formats["labels"].GetProperty("readsLabels").GetBoolean().ShouldBeTrue();
        formats["csv"].GetProperty("readsItems").GetBoolean().ShouldBeTrue();
        formats["jsonl"].GetProperty("writes").GetBoolean().ShouldBeTrue();
        formats["text"].GetProperty("writes").GetBoolean().ShouldBeFalse();
    }
}
