using Groundwork.Storage.Tests.Features.Farm;
using Groundwork.Storage.Tests.Features.Stable;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>
/// The walls: PostgreSQL shows a session only its workspace's rows, SQLite under test throws at a query
/// that forgets its workspace, and an area that writes another's table is caught. Each with a planted breach.
/// </summary>
public sealed class WallTests
{
    static readonly DbSettings Walled = new() { CheckWalls = true };

    static async Task<TestStore> TwoTenants(Engine engine)
    {
        var store = await TestStore.Farm(engine, Walled);
        await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "ours", "ours"));
        await store.Db.Write(AnotherWorkspace, async s => await Farmer.Add(s, "theirs", "theirs"));
        return store;
    }

    [Theory, OnSqlite]
    public async Task A_planted_query_without_its_workspace_throws(Engine engine)
    {
        await using var store = await TwoTenants(engine);

        (await Should.ThrowAsync<WallBreachException>(store.Db.Read(OneWorkspace, Farmer.ForgetsItsWorkspace))).Message.ShouldContain("animal");
        await Should.ThrowAsync<WallBreachException>(store.Db.Read(OneWorkspace, Farmer.JoinsPastTheWall));
        await Should.ThrowAsync<WallBreachException>(store.Db.Write(OneWorkspace, s => Farmer.ChangesByIdAlone(s, "theirs")));
        // Asked a second time, when the statement could be at hand already.
        await Should.ThrowAsync<WallBreachException>(store.Db.Read(OneWorkspace, Farmer.ForgetsItsWorkspace));
    }

    [Theory, OnPostgres]
    public async Task A_planted_query_without_its_workspace_finds_only_its_own_rows(Engine engine)
    {
        await using var store = await TwoTenants(engine);

        (await store.Db.Read(OneWorkspace, Farmer.ForgetsItsWorkspace)).ShouldBe(["ours"]);
        (await store.Db.Write(OneWorkspace, s => Farmer.ChangesByIdAlone(s, "theirs"))).ShouldBe(0);
        (await store.Db.Read(AnotherWorkspace, Farmer.ForgetsItsWorkspace)).ShouldBe(["theirs"]);
    }

    [Theory, OnPostgres]
    public async Task A_query_that_names_another_workspace_finds_nothing(Engine engine)
    {
        await using var store = await TwoTenants(engine);

        (await store.Db.Read(OneWorkspace, s => Farmer.AsksForAnother(s, AnotherWorkspace))).ShouldBeEmpty();
        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, async s =>
            await s.Run($"INSERT INTO animal (id, workspace) VALUES ('smuggled', {AnotherWorkspace})")));
        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, async s =>
            await s.Run($"UPDATE animal SET workspace = {AnotherWorkspace} WHERE workspace = {s.Workspace}")));
    }

    [Theory, OnPostgres]
    public async Task A_connection_that_never_said_whose_it_is_sees_nothing(Engine engine)
    {
        await using var store = await TwoTenants(engine);
        await using var stray = new Npgsql.NpgsqlConnection(store.PostgresConnection);
        await stray.OpenAsync();
        await using var count = new Npgsql.NpgsqlCommand("SELECT count(*) FROM animal", stray);

        (await count.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Theory, OnPostgres]
    public async Task The_walls_stand_on_every_tenant_table_and_the_role_can_t_pass_them(Engine engine)
    {
        await using var store = await TestStore.Empty(engine);
        await store.Db.Migrate(Product);

        (await store.Db.Diagnose()).Single(d => d.Name == "row-level security").Good.ShouldBeTrue("otherwise the tests of the walls prove nothing");
        var open = await store.Db.Read(null, s => s.All($"""
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace'
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
            """, r => r.Text(0)));
        open.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_system_s_own_work_sees_every_workspace(Engine engine)
    {
        await using var store = await TwoTenants(engine);

        (await store.Db.Read(null, Farmer.ForgetsItsWorkspace)).ShouldBe(["ours", "theirs"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Queries_that_name_their_workspace_pass(Engine engine)
    {
        await using var store = await TwoTenants(engine);

        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["ours"]);
        (await store.Db.Read(OneWorkspace, Thief.Looks)).ShouldBe(1);
        (await store.Db.Write(OneWorkspace, s => Thief.AddsASaddle(s, "x"))).ShouldBe(1);
    }

    [Theory, OnSqlite]
    public async Task A_planted_breach_of_ownership_throws_and_writes_nothing(Engine engine)
    {
        await using var store = await TwoTenants(engine);

        foreach (var breach in (Func<Session, ValueTask<int>>[])[Thief.Inserts, Thief.Updates, Thief.Deletes])
        {
            var thrown = await Should.ThrowAsync<WallBreachException>(store.Db.Write(OneWorkspace, breach));
            thrown.Message.ShouldContain("Stable writes the table animal, which belongs to Farm: go through FarmCalls.");
        }
        await Should.ThrowAsync<WallBreachException>(store.Db.Write(null, Thief.Deletes), "the system's own work keeps to it too");
        (await store.Db.Read(OneWorkspace, Farmer.ForgetsNothing)).ShouldBe(["ours"]);
    }

    [Theory, OnSqlite]
    public async Task The_same_text_is_judged_for_each_area_that_says_it(Engine engine)
    {
        await using var store = await TwoTenants(engine);
        await store.Db.Write(OneWorkspace, s => s.Run($"UPDATE animal SET name = 'x' WHERE workspace = {s.Workspace}", "/src/Features/Farm/Rename.cs"));

        await Should.ThrowAsync<WallBreachException>(store.Db.Write(OneWorkspace,
            s => s.Run($"UPDATE animal SET name = 'x' WHERE workspace = {s.Workspace}", "/src/Features/Stable/Rename.cs")));
        await Should.ThrowAsync<WallBreachException>(store.Db.Write(OneWorkspace,
            s => s.Run($"UPDATE animal SET name = 'x' WHERE workspace = {s.Workspace}", "/src/Commands/Rename.cs")));
    }
}
