using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Postgres;

/// <summary>
/// A flood of rows under an owner that no statistics know is read by the index that suits each query: what the planner
/// believed of new owners made imports read their whole dataset for every row.
/// </summary>
public sealed class PlansTests
{
    const int Known = 20_000, New = 10_000;

    static readonly Migration Things = new("1-things.sql", "Farm", """
        CREATE TABLE thing (
          id TEXT PRIMARY KEY,
          workspace TEXT NOT NULL,
          dataset TEXT NOT NULL,
          ordinal BIGINT NOT NULL,
          name TEXT NOT NULL,
          tx BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX thing_name ON thing (dataset, name);
        CREATE UNIQUE INDEX thing_ordinal ON thing (dataset, ordinal);
        CREATE INDEX thing_tx ON thing (dataset, tx);
        """);

    static Task Fill(Db db, string dataset, int count) => db.Write(OneWorkspace, async s => await s.Run($"""
        INSERT INTO thing (id, workspace, dataset, ordinal, name, tx)
        SELECT r.id, {s.Workspace}, {dataset}, r.ordinal, r.name, {Dialect.Tx}
        FROM {Rows.Of([.. Enumerable.Range(1, count)]).Text("id", i => $"{dataset}{i:D8}").Integer("ordinal", i => i).Text("name", i => $"name {i}")} WHERE true
        """, "/Features/Farm/Test.cs"));

    static async Task<string> Plan(Db db, Func<Session, Sql> query) =>
        string.Join('\n', await db.Read(OneWorkspace, s => s.All(query(s), r => r.Text(0))));

    [Theory, OnPostgres]
    public async Task An_owner_that_is_new_is_looked_up_and_paged_by_index(Engine engine)
    {
        await using var store = await TestStore.Empty(engine);
        await store.Db.Migrate([Things]);
        await Fill(store.Db, "a", Known);
        await Analyzed(store.Db, Known);
        await Fill(store.Db, "b", New);

        var lookUp = await Plan(store.Db, s => $"""
            EXPLAIN SELECT r.name, (SELECT t.id FROM thing t WHERE t.dataset = {"b"} AND t.workspace = {s.Workspace} AND t.name = r.name)
            FROM {Rows.Of(["name 1", "name 2"]).Text("name", n => n)}
            """);
        lookUp.ShouldContain("thing_name");
        var page = await Plan(store.Db, s => $"""
            EXPLAIN SELECT id FROM thing WHERE dataset = {"b"} AND workspace = {s.Workspace} AND ordinal > {100L} ORDER BY ordinal LIMIT {500L}
            """);
        page.ShouldContain("thing_ordinal");
        page.ShouldNotContain("Sort");
        page.ShouldNotContain("Bitmap");
    }

    [Theory, OnPostgres]
    public async Task A_table_that_has_grown_is_looked_at_without_waiting_for_the_server(Engine engine)
    {
        await using var store = await TestStore.Empty(engine);
        await store.Db.Migrate([Things]);
        await Fill(store.Db, "a", Known);
        await Analyzed(store.Db, Known);
        // Owners stay out of the statistics; what else there is comes in.
        (await store.Db.Read(OneWorkspace, s => s.All($"""
            SELECT attname FROM pg_attribute WHERE attrelid = CAST({"thing"} AS regclass) AND attnum > 0 AND attstattarget = 0
            """, r => r.Text(0)))).ShouldBe(["dataset"]);
        await Fill(store.Db, "b", New);
        await store.Db.Maintain();
        (await Counted(store.Db)).ShouldBe(Known, "half as many again isn't much");
    }

    // What a transaction changed is reported within a second of its end.
    static async Task Analyzed(Db db, long rows)
    {
        for (var tries = 0; tries < 200 && await Counted(db) < rows; tries++)
        {
            await db.Maintain();
            await Task.Delay(100);
        }
        (await Counted(db)).ShouldBe(rows);
    }

    static async Task<long> Counted(Db db) => await db.Read(OneWorkspace, s => s.Long($"SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'thing'")) ?? 0;
}
