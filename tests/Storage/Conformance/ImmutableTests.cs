using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>What a migration calls immutable can be added to and read, and nothing else.</summary>
public sealed class ImmutableTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Rows_of_an_immutable_table_are_never_changed_or_deleted(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s => await Farmer.Note(s, "r", "[1]"));

        Func<Session, ValueTask<int>>[] changes =
        [
            s => s.Run($"UPDATE record SET body = '[2]' WHERE workspace = {s.Workspace}"),
            s => s.Run($"DELETE FROM record WHERE workspace = {s.Workspace}"),
            s => s.Run($"""
                INSERT INTO record (id, workspace, body, tx) VALUES ('r', {s.Workspace}, '[2]', 0)
                ON CONFLICT (id) DO UPDATE SET body = excluded.body
                """),
        ];
        foreach (var change in changes)
            (await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, change))).Message.ShouldContain("record is never changed");
        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(null, async s => await s.Run($"DELETE FROM record WHERE id = 'r'")),
            "nor by the system's own work");

        (await store.Db.Read(OneWorkspace, s => s.All($"SELECT body FROM record WHERE workspace = {s.Workspace}", r => r.Text(0)))).ShouldBe(["[1]"]);
    }

    [Theory, OnSqlite]
    public async Task Replacing_is_changing(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s => await Farmer.Note(s, "r", "[1]"));

        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, async s => await s.Run(
            $"INSERT OR REPLACE INTO record (id, workspace, body, tx) VALUES ('r', {s.Workspace}, '[2]', 0)")));

        (await store.Db.Read(OneWorkspace, s => s.All($"SELECT body FROM record WHERE workspace = {s.Workspace}", r => r.Text(0)))).ShouldBe(["[1]"]);
    }

    [Theory, OnPostgres]
    public async Task Emptying_is_changing(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s => await Farmer.Note(s, "r", "[1]"));

        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, async s => await s.Run($"TRUNCATE record")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_table_that_the_product_calls_immutable_is(Engine engine)
    {
        await using var store = await TestStore.Empty(engine);
        await store.Db.Migrate(Product);
        string[] immutable = [.. Product.SelectMany(m => m.Immutable)];

        immutable.ShouldBe(["ontology", "annotation", "audit_leaf", "event", "audit_tile", "audit_key", "snapshot", "issue_comment", "review"], ignoreOrder: true);
        (await Catalogs.GuardedTables(store)).ShouldBe(immutable, ignoreOrder: true);
    }
}
