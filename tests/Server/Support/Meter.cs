using System.Reflection;
using Groundwork.Server.Features.Work;
using Groundwork.Storage;
using Microsoft.Data.Sqlite;

namespace Groundwork.Server.Tests.Support;

/// <summary>
/// What the engine did: instructions of SQLite's machine on the writer's connection, rows that PostgreSQL read in a transaction.
/// Nothing but a test wants to know, so it isn't in the product. Make and dispose it within the unit that it measures: the writer has its own thread.
/// </summary>
sealed class Meter : IDisposable
{
    readonly SqliteConnection? connection;
    long steps;

    internal Meter(TestServer server)
    {
        if (server.Engine != Engine.Sqlite)
            return;
        connection = (SqliteConnection)Field(Field(Field(server.Db, "writer"), "connection"), "connection");
        SQLitePCL.raw.sqlite3_progress_handler(connection.Handle, 1, _ => { steps++; return 0; }, null);
    }

    /// <summary>So far; only differences mean something.</summary>
    internal async ValueTask<long> Read(Session s) => connection is not null ? steps
        : await s.Long($"SELECT CAST(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) AS BIGINT) FROM pg_stat_xact_user_tables") ?? 0;

    /// <summary>What it costs to give this member their next task, which they then answer.</summary>
    internal static async Task<long> OfTaking(TestServer server, string project, Client member)
    {
        var workspace = (await server.Owner.Get("/api/session")).Text("workspace.id");
        return await server.Db.Write(workspace, async s =>
        {
            long cost;
            string? assignment;
            using (var meter = new Meter(server))
            {
                var before = await meter.Read(s);
                assignment = (await TakeTask.Take(s, member.Member, project, [])).Assignment;
                cost = await meter.Read(s) - before;
            }
            await WorkCalls.Finish(s, (await WorkCalls.Check(s, assignment!, member.Member))!);
            return cost;
        });
    }

    static object Field(object of, string name) => of.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(of)!;

    public void Dispose()
    {
        if (connection is not null)
            SQLitePCL.raw.sqlite3_progress_handler(connection.Handle, 0, null, null);
    }
}
