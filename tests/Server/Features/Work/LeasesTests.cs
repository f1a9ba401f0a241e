namespace Groundwork.Server.Tests.Features.Work;

/// <summary>GetAssignment, Heartbeat, SkipTask, SeeInstructions and the sweeper: one life of a lease.</summary>
public class LeasesTests
{
    const string Nobodys = "0197aaaa-0000-7000-8000-000000000000";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_heartbeat_keeps_a_lease_alive(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var lease = await project.Lease(ada);
        for (var i = 0; i < 4; i++)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(10));
            (await ada.Post($"/api/assignments/{lease}/heartbeat")).Expect(200).Text("state").ShouldBe("leased");
        }
        (await project.Take(bob)).Expect(204);
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201)["late"].GetBoolean().ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_lease_that_ran_out_is_swept_without_anybody_asking_and_taken_up_again_by_its_heartbeat(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var lease = await project.Lease(ada);
        server.Clock.Advance(TimeSpan.FromMinutes(16));
        await Poll.Until(async () => (await ada.Get($"/api/assignments/{lease}")).Text("assignment.state"), s => s == "expired");
        (await project.See()).Text("state").ShouldBe("available");
        (await ada.Post($"/api/assignments/{lease}/heartbeat")).Expect(200).Text("state").ShouldBe("leased");
        (await project.Take(bob)).Expect(204);
        server.Clock.Advance(TimeSpan.FromMinutes(16));
        await project.Lease(bob);
        (await ada.Post($"/api/assignments/{lease}/heartbeat")).Expect(200).Text("state").ShouldBe("expired");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_skip_gives_the_task_back_with_its_reason_and_again_changes_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        (await ada.Post($"/api/assignments/{lease}/skip", new { reason = "boring", comment = new string('x', 2001) })).Expect(400, "invalid").FaultPaths.ShouldBe(["/reason", "/comment"]);
        for (var i = 0; i < 2; i++)
            (await ada.Post($"/api/assignments/{lease}/skip", new { reason = "broken", comment = "no text 🤷" })).Expect(204);
        var skip = (await project.See())["skips"].EnumerateArray().ShouldHaveSingleItem();
        (skip.GetProperty("member").GetString(), skip.GetProperty("reason").GetString(), skip.GetProperty("comment").GetString()).ShouldBe(("Ada", "broken", "no text 🤷"));
        (await project.Take(ada)).Expect(204);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_skip_that_arrives_after_its_lease_ran_out_still_says_why_and_the_task_does_not_come_back(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        await server.AnotherLeads();
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { ids = new[] { await project.TaskId(1) }, assign = new[] { ada.Member } })).Expect(200);
        var lease = await project.Lease(ada);
        server.Clock.Advance(TimeSpan.FromMinutes(16));
        (await project.Take(bob)).Expect(204);
        for (var i = 0; i < 2; i++)
            (await ada.Post($"/api/assignments/{lease}/skip", new { reason = "broken", comment = "no text" })).Expect(204);
        (await project.See())["skips"].EnumerateArray().ShouldHaveSingleItem().GetProperty("reason").GetString().ShouldBe("broken");
        (await project.Take(ada)).Expect(204);
        (await project.Take(bob)).Expect(200);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_submitted_cannot_be_skipped(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
        (await ada.Post($"/api/assignments/{lease}/skip", new { reason = "unclear" })).Expect(409, "submitted");
        (await ada.Post($"/api/assignments/{lease}/heartbeat")).Expect(200).Text("state").ShouldBe("submitted");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Instructions_that_were_read_are_noted_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        (await project.Take(ada))["seenInstructions"].GetBoolean().ShouldBeFalse();
        for (var i = 0; i < 2; i++)
            (await ada.Post($"/api/projects/{project.Id}/instructions/seen")).Expect(204);
        (await project.Take(ada))["seenInstructions"].GetBoolean().ShouldBeTrue();
        (await ada.Post($"/api/projects/{Nobodys}/instructions/seen")).Expect(404);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Somebody_elses_assignment_is_404_for_everything(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var stranger = await server.Stranger();
        var theirs = await (await Project.Make(server, by: stranger)).Lease(stranger);
        var project = await Project.Make(server);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var adas = await project.Lease(ada);
        foreach (var id in (string[])[adas, theirs, Nobodys])
        {
            (await bob.Get($"/api/assignments/{id}")).Expect(404, "not_found");
            (await bob.Post($"/api/assignments/{id}/heartbeat")).Expect(404, "not_found");
            (await bob.Post($"/api/assignments/{id}/skip", new { reason = "unclear" })).Expect(404, "not_found");
            (await bob.Post($"/api/assignments/{id}/drafts", new { from = 0, changes = Array.Empty<object>() })).Expect(404, "not_found");
            (await Project.Submit(bob, id, Project.Document("billing"))).Expect(404, "not_found");
        }
        (await ada.Get($"/api/assignments/{adas}")).Expect(200).Text("assignment.state").ShouldBe("leased");
    }
}
