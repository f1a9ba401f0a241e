using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Quality;

/// <summary>Observe and Refit: what is believed after each answer, and that it ends where a full fit would.</summary>
public class TruthTests
{
    static async Task<List<Client>> People(TestServer server, int n) => [.. await Task.WhenAll(Enumerable.Range(0, n).Select(i => server.Join("annotator", $"Member {i}")))];

    [Theory, OnSqlite, OnPostgres]
    public async Task A_majority_tie_has_no_value_names_the_tied_labels_and_is_disputed(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1, redundancy: 2);
        var people = await People(server, 2);
        await project.Label(people[0], "billing");
        (await project.Label(people[1], "technical")).Text("state").ShouldBe("disputed");
        var topic = (await project.See())["resolution.questions"].GetProperty("topic");
        topic.GetProperty("value").ValueKind.ShouldBe(JsonValueKind.Null);
        topic.GetProperty("tied").EnumerateArray().Select(t => t.GetString()).ShouldBe(["billing", "technical"]);
        topic.GetProperty("confidence").GetDouble().ShouldBe(0.5);
        var row = (await server.Owner.Get($"/api/projects/{project.Id}/disagreements")).Expect(200).Items.ShouldHaveSingleItem();
        row.GetProperty("votes").EnumerateArray().Select(v => v.GetProperty("value").GetString()).ShouldBe(["billing", "technical"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_conditional_question_is_resolved_only_where_the_resolved_answer_asks_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 2, redundancy: 3);
        await server.AnotherLeads();
        var people = await People(server, 3);
        await project.Label(people[0], "other", "spam");
        await project.Label(people[1], "billing");
        await project.Label(people[2], "billing");
        await project.Label(people[0], "other", "spam");
        await project.Label(people[1], "other", "spam");
        await project.Label(people[2], "technical");
        (await project.See(1))["resolution.questions"].EnumerateObject().Select(q => q.Name).ShouldBe(["topic"]);
        var second = (await project.See(2))["resolution.questions"];
        (second.GetProperty("topic").GetProperty("value").GetString(), second.GetProperty("why").GetProperty("value").GetString(), second.GetProperty("why").GetProperty("votes").GetInt32()).ShouldBe(("other", "spam", 2));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_the_refit_every_stored_resolution_is_that_of_a_full_fit(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        const int tasks = 30;
        var project = await Project.Make(server, tasks, redundancy: 4, method: "dawid-skene");
        var people = await People(server, 4);
        var random = new Random(7);
        string[] labels = ["billing", "technical"];
        for (var i = 0; i < tasks; i++)
            for (var n = 0; n < people.Count; n++)
                await project.Label(people[n], labels[random.NextDouble() < 0.95 - 0.2 * n ? i % 2 : 1 - i % 2]);
        var full = (await project.Export("jsonl", "resolutions")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))
            .Where(r => r.TryGetProperty("ordinal", out _)).ToDictionary(r => r.GetProperty("ordinal").GetInt64(), r => Belief(r.GetProperty("resolution").GetProperty("questions").GetProperty("topic")));
        full.Count.ShouldBe(tasks);
        full.Values.Distinct().Count().ShouldBeGreaterThan(2, "nothing was learned: the test tests nothing");
        await Poll.Until(async () => (await Stored(server, project)).OrderBy(p => p.Key).SequenceEqual(full.OrderBy(p => p.Key)));
        (await server.Count($"SELECT count(*) FROM ability")).ShouldBe(people.Count);
        var quality = (await server.Owner.Get($"/api/projects/{project.Id}/quality")).Expect(200);
        (quality.Number("answers"), quality.Number("tasks")).ShouldBe((tasks * 4, tasks));
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_method_is_fitted_by_itself(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3, redundancy: 2, method: "dawid-skene");
        foreach (var by in await People(server, 2))
            for (var i = 0; i < 3; i++)
                await project.Label(by, "billing");
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { method = "majority" })).Expect(204);
        await Poll.Until(async () => (await server.All($"SELECT DISTINCT method FROM resolution", r => r.Text(0))).SequenceEqual(["majority"]));
        (await project.See())["resolution.questions"].GetProperty("topic").GetProperty("confidence").GetDouble().ShouldBe(1);
    }

    static async Task<Dictionary<long, (string?, double)>> Stored(TestServer server, Project project) =>
        (await server.All($"SELECT t.ordinal, r.body FROM resolution r JOIN task t ON t.id = r.task WHERE r.project = {project.Id}", r => (Ordinal: r.Long(0), Body: r.Text(1))))
            .ToDictionary(r => r.Ordinal, r => Belief(JsonElement.Parse(r.Body).GetProperty("topic")));

    static (string?, double) Belief(JsonElement question) => (question.GetProperty("value").GetString(), question.GetProperty("confidence").GetDouble());
}
