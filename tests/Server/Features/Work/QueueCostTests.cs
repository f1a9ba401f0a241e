using Groundwork.Server.Features.Work;
using Groundwork.Storage;

namespace Groundwork.Server.Tests.Features.Work;

/// <summary>
/// Getting the next task costs the same however many tasks the member has answered, also while those are open to others and
/// stand first. Measured in what the engine did: instructions of SQLite's machine, rows that PostgreSQL read.
/// </summary>
public class QueueCostTests
{
    const int Tasks = 1700, Answered = 1500;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_veteran_of_the_queue_costs_no_more_than_a_newcomer(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, Tasks, redundancy: 3);
        var workspace = (await server.Owner.Get("/api/session")).Text("workspace.id");
        var (veteran, newcomer) = (await server.Join("annotator", "Veteran"), await server.Join("annotator", "Newcomer"));
        for (var done = 0; done < Answered; done += 50)
            await server.Db.Write(workspace, async s =>
            {
                for (var i = 0; i < 50; i++)
                    await TakeAndFinish(s, project, veteran);
            });
        for (var i = 0; i < 5; i++)
            await server.Db.Write(workspace, s => TakeAndFinish(s, project, newcomer));
        if (engine == Engine.Postgres)
            await server.Change("Work", $"ANALYZE");
        (await server.Count($"SELECT count(*) FROM assignment a JOIN task t ON t.id = a.task WHERE a.member = {veteran.Member} AND t.open > 0")).ShouldBe(Answered);
        var (much, little) = (await Cost(server, workspace, project, veteran), await Cost(server, workspace, project, newcomer));
        little.ShouldBeInRange(1, engine == Engine.Postgres ? 200 : 5000);
        much.ShouldBeLessThan(little * 2 + 50, $"{much} for {Answered} answered tasks, {little} for five");
    }

    static async ValueTask TakeAndFinish(Session s, Project project, Client by)
    {
        var assignment = (await TakeTask.Take(s, by.Member, project.Id, [])).Assignment;
        await WorkCalls.Finish(s, (await WorkCalls.Check(s, assignment!, by.Member))!);
    }

    // The middle of five, each of which takes another task.
    static async Task<long> Cost(TestServer server, string workspace, Project project, Client by)
    {
        var costs = new List<long>();
        for (var i = 0; i < 5; i++)
            costs.Add(await server.Db.Write(workspace, async s =>
            {
                long cost;
                using (var meter = new Meter(server))
                {
                    var before = await meter.Read(s);
                    (await TakeTask.Take(s, by.Member, project.Id, [])).Assignment.ShouldNotBeNull();
                    cost = await meter.Read(s) - before;
                }
                await s.Run($"UPDATE assignment SET state = 'submitted' WHERE member = {by.Member} AND state = 'leased' AND workspace = {workspace}", "/Features/Work/Test.cs");
                return cost;
            }));
        return costs.Order().ElementAt(2);
    }
}
