namespace Groundwork.Server.Tests.Invariants;

/// <summary>Invariant 8: times are the database's, in UTC milliseconds, whatever a client says; ids are UUIDv7.</summary>
public class TimesTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Every_time_that_the_server_writes_is_the_databases(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        server.Clock.Advance(TimeSpan.FromDays(400));
        var from = server.Clock.NowMs - 2000;
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        (await ada.Post($"/api/assignments/{await project.Lease(ada)}/submit", new { document = Project.Document("billing"), startedAt = 5, activeMs = -7, submittedAt = 1 },
            ("Idempotency-Key", "key-number-1"), ("Date", "Thu, 01 Jan 1970 00:00:00 GMT"))).Expect(201);
        await project.Freeze();
        var to = server.Clock.NowMs + 2000;
        foreach (var times in (List<long>[])[
            await server.All($"SELECT submitted FROM annotation", r => r.Long(0)), await server.All($"SELECT created FROM project", r => r.Long(0)),
            await server.All($"SELECT created FROM snapshot", r => r.Long(0)), await server.All($"SELECT leased FROM assignment", r => r.Long(0)),
            await server.All($"SELECT at FROM outbox", r => r.Long(0)), await server.All($"SELECT created FROM item", r => r.Long(0)),
            await server.All($"SELECT at FROM audit_leaf WHERE action = 'annotation.submitted'", r => r.Long(0)), await server.All($"SELECT computed FROM resolution", r => r.Long(0))])
        {
            times.ShouldNotBeEmpty();
            times.ShouldAllBe(t => t >= from && t <= to);
        }
        (await server.All($"SELECT started, active_ms FROM annotation", r => (r.LongOrNull(0), r.LongOrNull(1)))).ShouldBe([(5, null)]);
        foreach (var id in await server.All($"SELECT id FROM annotation UNION SELECT id FROM project UNION SELECT id FROM task UNION SELECT id FROM member WHERE role = 'annotator'", r => r.Text(0)))
            Guid.Parse(id).Version.ShouldBe(7);
    }
}
