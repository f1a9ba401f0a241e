using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Quality;

/// <summary>GetProposal, and what ProposeObjects believes of what several people marked.</summary>
public class ProposalTests
{
    static readonly object Ontology = new
    {
        version = 1,
        classes = new object[]
        {
            new { name = "car", title = "Car", geometry = new[] { "box" }, attributes = new[] { new { name = "parked", title = "Parked", kind = "flag" } } },
            new { name = "van", title = "Van", geometry = new[] { "box" } },
            new { name = "person", title = "Person", geometry = new[] { "span" } },
        },
        relations = new[] { new { name = "knows", title = "knows", from = new[] { "person" }, to = new[] { "person" } } },
        questions = Array.Empty<object>(),
    };

    static object Box(string id, double x, double y, string name = "car", bool? parked = null) => new
    {
        id,
        @class = name,
        geometry = new { type = "box", x, y, width = 20, height = 10 },
        attributes = parked is { } value ? new Dictionary<string, object> { ["parked"] = value } : [],
    };

    static object Span(string id, int start, int end) => new { id, @class = "person", geometry = new { type = "span", start, end }, attributes = new { } };

    static object Document(params object[] objects) => new { version = 1, objects };

    static async Task<Project> Streets(TestServer server, int redundancy)
    {
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "Streets" })).Expect(201).Text("id");
        (await Images.Import(server.Owner, dataset, "one.png", Draw.Png(200, 100, [.. Enumerable.Repeat((byte)90, 200 * 100)], 8, 0))).Number("imported").ShouldBe(1);
        var made = (await server.Owner.Post("/api/projects", new { name = "Streets", datasetId = dataset, ontology = Ontology, redundancy, method = "majority" })).Expect(201);
        return new Project(server, made.Text("id"), dataset);
    }

    static async Task Answered(Project project, params object[] documents)
    {
        foreach (var (n, document) in documents.Index())
        {
            var person = await project.Server.Join("annotator", $"P{n}");
            (await Project.Submit(person, await project.Lease(person), document)).Expect(201);
        }
    }

    static async Task<Answer> Settled(Project project, string state)
    {
        await Poll.Until(async () => (await project.See()).Text("state"), s => s == state);
        return (await project.Server.Owner.Get($"/api/tasks/{await project.TaskId()}/proposal")).Expect(200);
    }

    static List<JsonElement> Objects(Answer proposal, string part) => [.. proposal[part].GetProperty("objects").EnumerateArray()];

    static double[] Place(JsonElement each) => [.. new[] { "x", "y", "width", "height" }.Select(m => each.GetProperty("geometry").GetProperty(m).GetDouble())];

    [Theory, OnSqlite, OnPostgres]
    public async Task What_three_people_marked_is_one_proposal_with_its_sources_and_is_what_a_snapshot_exports(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Streets(server, 3);
        await Answered(project,
            Document(Box("a1", 10, 10, parked: true), Box("a2", 100, 50)),
            Document(Box("b1", 101, 50), Box("b2", 10, 11, parked: true)),
            Document(Box("c1", 11, 10, parked: false), Box("c2", 102, 50), Box("c3", 150, 80)));
        var proposal = await Settled(project, "completed");
        var proposed = Objects(proposal, "proposed");
        proposed.Select(Place).ShouldBe([[10, 10, 20, 10], [101, 50, 20, 10]]);
        proposed[0].GetProperty("attributes").GetRawText().ShouldBe("""{"parked":true}""");
        Objects(proposal, "leftOut").Select(Place).ShouldBe([[150, 80, 20, 10]]);
        var facts = proposal["facts"].EnumerateArray().ToDictionary(f => f.GetProperty("id").GetString()!, f => f);
        var first = facts[proposed[0].GetProperty("id").GetString()!];
        first.GetProperty("sources").EnumerateArray().Select(s => s.GetProperty("objectId").GetString()).ShouldBe(["a1", "b2", "c1"], ignoreOrder: true);
        (first.GetProperty("votes").GetInt32(), first.GetProperty("seen").GetInt32()).ShouldBe((3, 3));
        first.GetProperty("confidence").GetDouble().ShouldBeGreaterThan(0.9);
        facts.Values.Single(f => f.GetProperty("votes").GetInt32() == 1).GetProperty("existence").GetDouble().ShouldBeLessThan(0.34);

        // What the quality report says of these marks (GetObjectQuality).
        var quality = (await server.Owner.Get($"/api/projects/{project.Id}/quality/objects")).Expect(200);
        (quality.Number("tasks"), quality.Number("objects"), quality.Number("leftOut"), quality.Number("disputed")).ShouldBe((1, 2, 1, 0));
        quality["mistakes"].GetDouble().ShouldBe(facts.Values.Sum(f => f.GetProperty("votes").GetInt32() == 1 ? f.GetProperty("existence").GetDouble() : 1 - f.GetProperty("confidence").GetDouble()), 1e-5);
        quality["confidence.bins"].EnumerateArray().Sum(b => b.GetProperty("tasks").GetInt32()).ShouldBe(1);

        var row = JsonElement.Parse((await project.Export("jsonl", "resolutions")).Body.Split('\n')[0]);
        row.GetProperty("resolution").GetProperty("document").GetProperty("objects").EnumerateArray().Select(Place).ShouldBe(proposed.Select(Place));
        var coco = JsonElement.Parse((await project.Export("coco", "resolutions")).Body);
        coco.GetProperty("annotations").EnumerateArray().Select(a => a.GetProperty("bbox").GetRawText()).ShouldBe(["[10,10,20,10]", "[101,50,20,10]"]);
        coco.GetProperty("annotations")[0].GetProperty("score").GetDouble().ShouldBeInRange(0.9, 1);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_nobody_can_stand_behind_is_disputed_until_somebody_settles_it_with_their_answer(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Streets(server, 2);
        var (ada, bob) = (await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"));
        var lease = await project.Lease(ada);
        (await Project.Submit(ada, lease, Document(Box("a1", 10, 10), Box("a2", 100, 50)))).Expect(201);
        var second = await Project.Submit(bob, await project.Lease(bob), Document(Box("b1", 10, 10, "van")));
        second.Expect(201).Text("state").ShouldBe("answered");
        var proposal = await Settled(project, "disputed");
        proposal["facts"].EnumerateArray().SelectMany(f => f.GetProperty("open").EnumerateArray()).Select(o => o.GetString()).ShouldBe(["class", "existence"], ignoreOrder: true);
        var least = (await server.Owner.Get($"/api/projects/{project.Id}/tasks")).Expect(200).Items.Single();
        least.GetProperty("confidence").GetDouble().ShouldBeLessThanOrEqualTo(0.5);

        (await ada.Post($"/api/assignments/{lease}/submit", new { document = Document(Box("a1", 10, 10, "van")), activeMs = 5, startedAt = 1, revises = 1 }, ("Idempotency-Key", Guid.NewGuid().ToString()))).Expect(201);
        Objects(await Settled(project, "completed"), "proposed").Select(o => o.GetProperty("class").GetString()).ShouldBe(["van"]);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_answer_alone_is_what_there_is_and_waits_for_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1, ontology: Ontology);
        var ada = await server.Join("annotator", "Ada");
        var document = new { version = 1, objects = new[] { Span("a", 0, 4), Span("b", 5, 6) }, relations = new[] { new { from = "a", to = "b", type = "knows" } } };
        (await Project.Submit(ada, await project.Lease(ada), document)).Expect(201).Text("state").ShouldBe("completed");
        var row = JsonElement.Parse((await project.Export("jsonl", "resolutions")).Body.Split('\n')[0]);
        var resolved = row.GetProperty("resolution").GetProperty("document");
        resolved.GetProperty("objects").EnumerateArray().Select(o => o.GetProperty("id").GetString()).ShouldBe(["a", "b"]);
        resolved.GetProperty("relations").GetArrayLength().ShouldBe(1);
        Objects((await server.Owner.Get($"/api/tasks/{await project.TaskId()}/proposal")).Expect(200), "proposed").Count.ShouldBe(2);
        (await (await server.Stranger()).Get($"/api/tasks/{await project.TaskId()}/proposal")).Expect(404, "not_found");
        (await ada.Get($"/api/tasks/{await project.TaskId()}/proposal")).Expect(403);
        var questions = await Project.Make(server, tasks: 1, name: "Questions");
        (await server.Owner.Get($"/api/tasks/{await questions.TaskId()}/proposal")).Expect(404, "not_found");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Annotators_who_see_what_nobody_else_sees_are_believed_less_once_there_is_enough_to_learn_from(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        const int Tasks = 12;
        var project = await Project.Make(server, tasks: Tasks, redundancy: 2, ontology: Ontology);
        var (ada, bob, eve) = (await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"), await server.Join("annotator", "Eve"));
        async Task Mark(Client who, params object[] spans) => (await Project.Submit(who, await project.Lease(who), Document(spans))).Expect(201);
        for (var n = 0; n < Tasks - 1; n++)
        {
            await Mark(ada, Span("a", 0, 4));
            // Eve marks a number each time that Ada doesn't; in the last task Bob does once.
            await Mark(eve, Span("a", 0, 4), Span("b", 5, 6));
        }
        await Mark(ada, Span("a", 0, 4));
        await Mark(bob, Span("a", 0, 4), Span("b", 5, 6));
        await Poll.Until(async () => await server.Count($"SELECT count(*) FROM resolution WHERE objects IS NOT NULL"), n => n == Tasks);
        async Task<double> Existence(int ordinal) => (await server.Owner.Get($"/api/tasks/{await project.TaskId(ordinal)}/proposal")).Expect(200)["facts"].EnumerateArray()
            .Single(f => f.GetProperty("votes").GetInt32() == 1).GetProperty("existence").GetDouble();
        await Poll.Until(async () => await Existence(1) < await Existence(Tasks));
        (await server.Count($"SELECT answers FROM object_fit")).ShouldBeGreaterThan(10);
        // Who invents is said by name, and who overlooks is listed first.
        var people = (await server.Owner.Get($"/api/projects/{project.Id}/quality/objects")).Expect(200)["annotators"].EnumerateArray().ToList();
        people.OrderByDescending(p => p.GetProperty("invents").GetDouble()).First().GetProperty("name").GetString().ShouldBe("Eve");
        people.Select(p => p.GetProperty("finds").GetDouble()).ShouldBeInOrder();
    }
}
