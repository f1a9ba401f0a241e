using Groundwork.Storage.Tests.Features.Farm;
using Microsoft.Data.Sqlite;
using Npgsql;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>The schema goes forward only, each step entirely or not at all, and is the same on both engines.</summary>
public sealed class MigrationTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_product_s_schema_comes_up_on_an_empty_database_and_again_on_its_own(Engine engine)
    {
        await using var store = await TestStore.Empty(engine);
        await store.Db.Migrate(Product);
        await using var again = store.Again();
        await again.Migrate(Product);

        var applied = await again.Read(null, s => s.All($"SELECT name, hash FROM migration ORDER BY name", r => (r.Text(0), r.Text(1))));

        applied.ShouldBe(Product.Select(m => (m.Name, m.Hash)));
        Product.Count.ShouldBeGreaterThan(5);
    }

    // Databases and backups out there have gone these steps; a release adds its new ones to the list.
    [Fact]
    public void A_step_that_is_listed_is_never_changed_or_removed()
    {
        var listed = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "migrations.txt")).Select(line => line.Split("  ")).ToDictionary(l => l[1], l => l[0], StringComparer.Ordinal);
        listed.Count.ShouldBeGreaterThan(40);
        var own = Product.ToDictionary(m => m.Name, m => m.Hash, StringComparer.Ordinal);
        listed.Where(l => own.GetValueOrDefault(l.Key) != l.Value).ShouldBeEmpty("make a new step instead: this one was run elsewhere, and would not be run again");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_migration_that_is_added_later_keeps_what_is_there(Engine engine)
    {
        await using var store = await TestStore.Empty(engine);
        await store.Db.Migrate([Animals]);
        await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "old"));
        await using var next = store.Again();

        await next.Migrate(Farm);

        (await next.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["old"]);
        (await next.Read(OneWorkspace, s => s.Long($"SELECT count(*) FROM saddle WHERE workspace = {s.Workspace}"))).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_migration_changes_the_rows_of_every_workspace(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        foreach (var workspace in (string[])[OneWorkspace, AnotherWorkspace])
            await store.Db.Write(workspace, async s => await Farmer.Add(s, workspace));
        await using var next = store.Again();

        await next.Migrate([.. Farm, new Migration("3-farm.sql", "Farm", "UPDATE animal SET age = 7;\n")]);

        (await next.Read(null, s => s.All($"SELECT age FROM animal", r => r.LongOrNull(0)))).ShouldBe([7L, 7L]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_schema_from_a_newer_program_is_refused_and_left_alone(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        var before = await Catalogs.Columns(store);
        await using var older = store.Again();

        var thrown = await Should.ThrowAsync<SchemaTooNewException>(() => older.Migrate([Animals]));

        thrown.Message.ShouldContain(Saddles.Name);
        (await Catalogs.Columns(store)).ShouldBe(before);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_migration_that_fails_leaves_nothing_of_itself_and_all_of_those_before_it(Engine engine)
    {
        await using var store = await TestStore.Empty(engine);
        var broken = new Migration(Saddles.Name, "Stable", Saddles.Source + "INSERT INTO nowhere VALUES (1);\n");

        await Should.ThrowAsync<System.Data.Common.DbException>(() => store.Db.Migrate([Animals, broken]));
        await using var next = store.Again();
        await next.Migrate(Farm);

        await next.Write(OneWorkspace, async s => await s.Run($"INSERT INTO saddle (id, workspace) VALUES ('x', {s.Workspace})", "/Features/Stable/X.cs"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Killed_in_the_middle_of_a_migration_the_next_start_finishes_it(Engine engine)
    {
        await using var store = await TestStore.Empty(engine);
        using (var child = Child.Start([], "migrate", engine.ToString(), engine == Engine.Sqlite ? store.SqlitePath : store.PostgresConnection))
        {
            await child.Says("migrating");
            await InTheMiddle(store).Soon();
            child.HasExited.ShouldBeFalse();
            await child.KillHard();
        }

        await using var next = store.Again();
        await next.Migrate(Farm).Soon();

        (await next.Read(null, s => s.All($"SELECT name FROM migration ORDER BY name", r => r.Text(0)))).ShouldBe([Animals.Name, Saddles.Name]);
        (await next.Read(OneWorkspace, s => s.Long($"SELECT count(*) FROM saddle WHERE workspace = {s.Workspace}"))).ShouldBe(0);
    }

    // The first migration is there to be seen and the second holds the database.
    static async Task InTheMiddle(TestStore store)
    {
        while (!(store.Engine == Engine.Sqlite ? SqliteIsInTheMiddle(store.SqlitePath) : await PostgresIsInTheMiddle(store.PostgresConnection)))
            await Task.Delay(20);
    }

    static bool SqliteIsInTheMiddle(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=0");
        connection.Open();
        using var command = connection.CreateCommand();
        try
        {
            command.CommandText = "SELECT count(*) FROM migration";
            if (command.ExecuteScalar() is not 1L)
                return false;
            SQLitePCL.raw.sqlite3_exec(connection.Handle, "PRAGMA busy_timeout=0");
            const int busy = 5;
            if (SQLitePCL.raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE") == busy)
                return true;
            SQLitePCL.raw.sqlite3_exec(connection.Handle, "ROLLBACK");
            return false;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    static async Task<bool> PostgresIsInTheMiddle(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()", connection);
        return await command.ExecuteScalarAsync() is 1L;
    }

    [Theory, OnPostgres]
    public async Task Nodes_that_start_together_migrate_once(Engine engine)
    {
        await using var store = await TestStore.Empty(engine);

        await Race.Of(6, async _ =>
        {
            await using var node = store.Again();
            await node.Migrate(Product);
            return 0;
        });

        (await store.Db.Read(null, s => s.Long($"SELECT count(*) FROM migration"))).ShouldBe(Product.Count);
    }

    [Theory, OnPostgres]
    public async Task Both_engines_hold_the_same_tables_columns_and_keys(Engine engine)
    {
        await using var postgres = await TestStore.Empty(engine);
        await using var sqlite = await TestStore.Empty(Engine.Sqlite);
        await postgres.Db.Migrate(Product);
        await sqlite.Db.Migrate(Product);

        var columns = await Catalogs.Columns(sqlite);
        columns.Count.ShouldBeGreaterThan(100);
        (await Catalogs.Columns(postgres)).ShouldBe(columns);
        // A column that SQLite numbers itself is its row's own key there and has no index of its own.
        var numbered = columns.Where(c => c.Contains(".seq integer", StringComparison.Ordinal)).Select(c => c.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        var keys = (await Catalogs.Keys(postgres)).Where(k => !(k.EndsWith("(seq) unique", StringComparison.Ordinal) && numbered.Contains(k.Split(' ')[0]))).ToList();
        keys.ShouldBe(await Catalogs.Keys(sqlite));
    }
}
