using System.Reflection;
using Groundwork.Server.Features.Work;
using Groundwork.Storage;
using Microsoft.Data.Sqlite;

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
        var (assignment, _, _) = await TakeTask.Take(s, by.Member, project.Id, []);
        await WorkCalls.Finish(s, (await WorkCalls.Check(s, assignment!, by.Member))!);
    }

    // The middle of five, each of which takes another task.
    static async Task<long> Cost(TestServer server, string workspace, Project project, Client by)
    {
        var costs = new List<long>();
        for (var i = 0; i < 5; i++)
            costs.Add(await server.Db.Write(workspace, async s =>
            {
                var counter = server.Engine == Engine.Sqlite ? new Steps(server.Db) : null;
                var before = await RowsRead(s, server.Engine);
                using (counter)
                    (await TakeTask.Take(s, by.Member, project.Id, [])).Assignment.ShouldNotBeNull();
                var cost = counter?.Count ?? await RowsRead(s, server.Engine) - before;
                await s.Run($"UPDATE assignment SET state = 'submitted' WHERE member = {by.Member} AND state = 'leased' AND workspace = {workspace}", "/Features/Work/Test.cs");
                return cost;
            }));
        return costs.Order().ElementAt(2);
    }

    // The figures of a connection include what it hasn't reported yet of earlier transactions, so only differences mean something.
    static async ValueTask<long> RowsRead(Session s, Engine engine) => engine == Engine.Sqlite ? 0
        : await s.Long($"SELECT CAST(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) AS BIGINT) FROM pg_stat_xact_user_tables") ?? 0;

    /// <summary>Counts what SQLite's virtual machine does on the writer's connection. Nothing but a test wants to know, so it isn't in the product.</summary>
    sealed class Steps : IDisposable
    {
        readonly SqliteConnection connection;

        internal Steps(Db db)
        {
            var plus = Field(Field(db, "writer"), "connection");
            connection = (SqliteConnection)Field(plus, "connection");
            SQLitePCL.raw.sqlite3_progress_handler(connection.Handle, 1, _ => { Count++; return 0; }, null);
        }

        internal long Count { get; private set; }

        static object Field(object of, string name) => of.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!;

        public void Dispose() => SQLitePCL.raw.sqlite3_progress_handler(connection.Handle, 0, null, null);
    }
}
