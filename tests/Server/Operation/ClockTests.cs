namespace Groundwork.Server.Tests.Operation;

/// <summary>Somebody sets the machine's clock while people work: ahead by three days, back by an hour.</summary>
public class ClockTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_clock_that_is_set_in_the_middle_of_work_gives_no_task_twice_and_turns_no_time_round(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, 40, redundancy: 2);
        var people = new List<Client>();
        for (var n = 0; n < 8; n++)
            people.Add(await server.Join("annotator"));
        var steps = new[] { TimeSpan.FromDays(3), TimeSpan.FromHours(-1), TimeSpan.FromDays(-1), TimeSpan.FromMinutes(20), TimeSpan.FromHours(-1) };
        foreach (var step in steps)
        {
            var held = new List<(Client By, string Lease)>();
            foreach (var by in people)
                if (await project.Take(by) is { Status: 200 } taken)
                    held.Add((by, taken.Text("assignment.id")));
            server.Clock.Advance(step);
            await Ledger.NoTaskIsOverbooked(server, project.Id);
            await Task.WhenAll(held.Select(async h => (await Project.Submit(h.By, h.Lease, Project.Document("billing"))).Expect(201)));
            await Ledger.NoTaskIsOverbooked(server, project.Id);
        }
        await server.Restart();
        await Ledger.IsExact(server, project.Id);
        (await server.Owner.Post("/api/audit/verify")).Status.ShouldBeLessThan(300);
        (await server.All($"SELECT DISTINCT expires - leased FROM assignment", r => r.Long(0))).ShouldAllBe(ms => ms >= 15 * 60_000);
        // On PostgreSQL time is what its server says: all nodes agree on it, also when it is set back.
        if (engine == Engine.Postgres)
            return;
        (await server.Count($"SELECT count(*) FROM assignment WHERE ended < leased")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM annotation a JOIN assignment s ON s.id = a.assignment WHERE a.submitted < s.leased")).ShouldBe(0);
        var times = await server.All($"SELECT at FROM audit_leaf ORDER BY tx, seq", r => r.Long(0));
        times.ShouldBeInOrder();
        (await server.All($"SELECT at FROM outbox ORDER BY tx, seq", r => r.Long(0))).ShouldBeInOrder();
    }

    [Theory, OnPostgres]
    public async Task With_postgres_the_time_is_the_databases_whatever_the_machine_of_a_node_says(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (now, database) = await server.Db.Read(null, async s => (s.Now, await s.Long($"SELECT CAST(extract(epoch from clock_timestamp()) * 1000 AS BIGINT)") ?? 0));
        now.ShouldBeInRange(database - 2000, database + 2000);
    }
}
