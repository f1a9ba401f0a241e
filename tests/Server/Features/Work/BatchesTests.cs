using Groundwork.Server.Features.Work;
using Groundwork.Storage;

namespace Groundwork.Server.Tests.Features.Work;

/// <summary>CreateBatch, ChangeBatch and ListBatches: what is held back and given out again, in which order, and what that costs.</summary>
public class BatchesTests
{
    static async Task<string> Make(Project project, string name, string state = "open", long priority = 0, long? deadline = null) =>
        (await project.Server.Owner.Post($"/api/projects/{project.Id}/batches", new { name, state, priority, deadline })).Expect(201).Text("id");

    static async Task Change(Project project, string batch, object change) =>
        (await project.Server.Owner.Patch($"/api/projects/{project.Id}/batches/{batch}", change)).Expect(204);

    static async Task Fill(Project project, string name, params int[] ordinals)
    {
        var ids = new List<string>();
        foreach (var ordinal in ordinals)
            ids.Add(await project.TaskId(ordinal));
        (await project.Server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { ids, batch = name })).Expect(200).Number("changed").ShouldBe(ordinals.Length);
    }

    static async Task<System.Text.Json.JsonElement> See(Project project, string batch) =>
        (await project.Server.Owner.Get($"/api/projects/{project.Id}/batches")).Expect(200).Items.Single(b => b.GetProperty("id").GetString() == batch);

    static async Task<string> Next(Project project, Client by)
    {
        var taken = await project.Take(by);
        if (taken.Status == 204)
            return "";
        (await Project.Submit(by, taken.Expect(200).Text("assignment.id"), Project.Document("billing"))).Expect(201);
        return taken.Text("item.text");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Tasks_of_a_batch_are_given_out_while_it_is_open_and_in_their_old_places_afterwards(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 8, redundancy: 2);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var batch = await Make(project, "Pilot", "staging");
        await Fill(project, "Pilot", 1, 2, 5);
        async Task<long> Waiting(Client by) => (await by.Get("/api/work"))["projects"][0].GetProperty("waiting").GetInt64();
        (await Waiting(ada)).ShouldBe(5);
        (await Next(project, ada)).ShouldBe("text 3");
        await Change(project, batch, new { state = "open" });
        (await Waiting(ada)).ShouldBe(7);
        (await Next(project, ada)).ShouldBe("text 1");
        var begun = await project.Lease(ada);
        await Change(project, batch, new { state = "paused" });
        // What was begun stays: resumed, renewed and sent.
        (await project.Lease(ada)).ShouldBe(begun);
        (await ada.Post($"/api/assignments/{begun}/heartbeat")).Expect(200).Text("state").ShouldBe("leased");
        (await Project.Submit(ada, begun, Project.Document("billing"))).Expect(201)["counted"].GetBoolean().ShouldBeTrue();
        (await Next(project, ada)).ShouldBe("text 4");
        (await Next(project, bob)).ShouldBe("text 3");
        await Change(project, batch, new { state = "open" });
        foreach (var expected in (string[])["text 1", "text 2", "text 4", "text 5", "text 6", "text 7", "text 8", ""])
            (await Next(project, bob)).ShouldBe(expected);
        await Change(project, batch, new { state = "closed" });
        foreach (var expected in (string[])["text 6", "text 7", "text 8", ""])
            (await Next(project, ada)).ShouldBe(expected);
        (await Waiting(ada)).ShouldBe(0);
        await Change(project, batch, new { state = "open" });
        (await Next(project, ada)).ShouldBe("text 5");
        (await Next(project, ada)).ShouldBe("");
        await Ledger.IsExact(server, project.Id);
        var seen = await See(project, batch);
        (seen.GetProperty("tasks").GetInt64(), seen.GetProperty("done").GetInt64(), seen.GetProperty("available").GetInt64()).ShouldBe((3, 3, 0));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_batchs_priority_lifts_its_tasks_and_equal_ones_come_by_their_numbers(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 9);
        await server.AnotherLeads();
        var ada = await server.Join("annotator");
        var (late, urgent) = (await Make(project, "Late", priority: -5), await Make(project, "Urgent"));
        await Make(project, "Level");
        await Fill(project, "Late", 1, 2);
        await Fill(project, "Urgent", 6, 8);
        await Fill(project, "Level", 4, 9);
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { ids = new[] { await project.TaskId(2) }, priority = 4 })).Expect(200);
        (await Next(project, ada)).ShouldBe("text 3");
        await Change(project, urgent, new { priority = 7 });
        var order = new List<string>();
        for (var next = await Next(project, ada); next.Length > 0; next = await Next(project, ada))
            order.Add(next);
        // 2 is lifted by 4 and lowered by 5, 1 only lowered; the rest is equal, whatever batch it is in.
        order.ShouldBe(["text 6", "text 8", "text 4", "text 5", "text 7", "text 9", "text 2", "text 1"]);
        await Ledger.IsExact(server, project.Id);
        (await See(project, late)).GetProperty("done").GetInt64().ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_given_back_or_put_into_another_batch_is_found_by_those_who_are_past_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 6);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var (one, two) = (await Make(project, "One"), await Make(project, "Two"));
        await Fill(project, "One", 1, 2, 3);
        await Fill(project, "Two", 4, 5);
        var lease = await project.Lease(ada);
        foreach (var expected in (string[])["text 2", "text 3", "text 4"])
            (await Next(project, bob)).ShouldBe(expected);
        await Change(project, one, new { state = "paused" });
        (await ada.Post($"/api/assignments/{lease}/skip", new { reason = "unclear" })).Expect(204);
        (await Next(project, bob)).ShouldBe("text 5");
        await Fill(project, "Two", 1);
        (await Next(project, bob)).ShouldBe("text 1");
        (await Next(project, bob)).ShouldBe("text 6");
        (await Next(project, bob)).ShouldBe("");
        await Change(project, two, new { state = "closed" });
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_new_name_is_seen_in_the_list_of_tasks_at_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 4);
        var batch = await Make(project, "Pilot", deadline: 946_684_800_001);
        await Fill(project, "Pilot", 2, 3);
        string Named(string name) => Table.Filter(new { field = "batch", @is = new[] { name } });
        (await project.Tasks(Named("Pilot"))).Ordinals().ShouldBe([2, 3]);
        (await See(project, batch)).GetProperty("overdue").GetBoolean().ShouldBeTrue();
        await Change(project, batch, new { name = "March", deadline = 0, note = "Bring cake" });
        (await project.Tasks(Named("Pilot"))).Ordinals().ShouldBeEmpty();
        (await project.Tasks(Named("March"))).Items.ShouldAllBe(t => t.GetProperty("batch").GetString() == "March");
        (await project.Tasks(Named(""))).Ordinals().ShouldBe([1, 4]);
        (await project.Tasks(Table.Filter(new { field = "batch", not = new[] { "March" } }))).Ordinals().ShouldBe([1, 4]);
        (await server.Owner.Get($"/api/projects/{project.Id}/tasks/fields")).Counts("batch").ShouldBe(new Dictionary<string, long> { ["March"] = 2, [""] = 2 }, ignoreOrder: true);
        var seen = await See(project, batch);
        (seen.GetProperty("overdue").GetBoolean(), seen.GetProperty("deadline").ValueKind, seen.GetProperty("note").GetString()).ShouldBe((false, System.Text.Json.JsonValueKind.Null, "Bring cake"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_pause_holds_from_the_moment_it_is_acknowledged(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 300, redundancy: 3);
        var batch = await Make(project, "All");
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { filter = Array.Empty<object>(), batch = "All" })).Expect(200);
        var people = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => server.Join("annotator", $"Person {i}")));
        var paused = false;
        using var stop = new CancellationTokenSource();
        var working = people.Select(async person =>
        {
            while (!stop.IsCancellationRequested)
            {
                var held = Volatile.Read(ref paused);
                var taken = await project.Take(person);
                if (held && Volatile.Read(ref paused))
                    taken.Status.ShouldBe(204);
                if (taken.Status == 200)
                    (await Project.Submit(person, taken.Text("assignment.id"), Project.Document("billing"))).Expect(201);
            }
        }).ToList();
        for (var round = 0; round < 5; round++)
        {
            await Task.Delay(60);
            await Change(project, batch, new { state = "paused" });
            // Whoever had asked before still gets an answer.
            await Task.Delay(100);
            Volatile.Write(ref paused, true);
            await Task.Delay(60);
            Volatile.Write(ref paused, false);
            await Change(project, batch, new { state = "open" });
        }
        await stop.CancelAsync();
        await Task.WhenAll(working);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_next_task_costs_the_same_whatever_is_paused_before_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 0, redundancy: 2);
        await project.Add(Enumerable.Range(0, 20_000).Select(n => $"text {n}"));
        await Groundwork.Server.Features.Projects.ProjectCalls.Feed(server.Db, (await server.Owner.Get("/api/session")).Text("workspace.id"), project.Id);
        var (batch, small) = (await Make(project, "Huge"), await Make(project, "Small"));
        await server.Change("Work", $"UPDATE task SET batch = {batch}, lane = {batch} WHERE project = {project.Id} AND ordinal <= 19900");
        await server.Change("Work", $"UPDATE task SET batch = {small}, lane = {small} WHERE project = {project.Id} AND ordinal > 19950");
        if (engine == Engine.Postgres)
            await server.Change("Work", $"ANALYZE");
        var ada = await server.Join("annotator");
        Task<long> Cost() => Meter.OfTaking(server, project.Id, ada);
        async Task<long> Usual()
        {
            var costs = new List<long>();
            for (var i = 0; i < 5; i++)
                costs.Add(await Cost());
            return costs.Order().ElementAt(2);
        }

        var open = await Usual();
        await Change(project, batch, new { state = "paused" });
        var paused = await Usual();
        await Change(project, batch, new { state = "open", priority = 3 });
        var again = await Usual();
        new[] { open, paused, again }.ShouldAllBe(cost => cost < (engine == Engine.Postgres ? 250 : 6000), $"{open} open, {paused} paused, {again} open again");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_makes_no_sense_is_refused_with_all_that_is_wrong(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var batches = $"/api/projects/{project.Id}/batches";
        (await server.Owner.Post(batches, new { name = " ", state = "closed", priority = 101, deadline = 5, note = new string('x', 2001) })).Expect(400, "invalid")
            .FaultPaths.ShouldBe(["/name", "/state", "/priority", "/deadline", "/note"], ignoreOrder: true);
        var batch = await Make(project, "Pilot");
        await Make(project, "Other");
        (await server.Owner.Post(batches, new { name = " Pilot " })).Expect(409, "name_taken");
        (await server.Owner.Patch($"{batches}/{batch}", new { name = "Other" })).Expect(409, "name_taken");
        (await server.Owner.Patch($"{batches}/{batch}", new { state = "gone", priority = -101 })).Expect(400, "invalid").FaultPaths.ShouldBe(["/state", "/priority"], ignoreOrder: true);
        (await server.Owner.Patch($"{batches}/{batch}", new { state = "staging" })).Expect(409, "state");
        await Change(project, batch, new { state = "closed" });
        (await server.Owner.Patch($"{batches}/{batch}", new { state = "paused" })).Expect(409, "state");
        (await server.Owner.Patch($"{batches}/nothing", new { state = "open" })).Expect(404, "not_found");
        var viewer = await server.Join("viewer");
        (await viewer.Get(batches)).Expect(200);
        (await viewer.Post(batches, new { name = "Mine" })).Expect(403, "not_allowed");
        (await viewer.Patch($"{batches}/{batch}", new { state = "open" })).Expect(403, "not_allowed");
        (await (await server.Join("annotator")).Get(batches)).Expect(403, "not_allowed");
        var theirs = await Project.Make(server, by: await server.Stranger());
        (await server.Owner.Get($"/api/projects/{theirs.Id}/batches")).Expect(404, "not_found");
        (await server.Owner.Post($"/api/projects/{theirs.Id}/batches", new { name = "Mine" })).Expect(404, "not_found");
        (await (await server.Stranger()).Patch($"/api/projects/{theirs.Id}/batches/{batch}", new { state = "open" })).Expect(404, "not_found");
        (await server.Count($"SELECT count(*) FROM audit_leaf WHERE action IN ('batch.created', 'batch.changed') AND subject = {batch}")).ShouldBe(2);
    }
}
