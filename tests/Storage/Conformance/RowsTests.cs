using Groundwork.Storage.Tests.Features.Farm;
using Groundwork.Storage.Tests.Features.Stable;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>One statement takes many rows, says how many and which were new, and no wall is lower for it.</summary>
public sealed class RowsTests
{
    static (string Id, string? Name, long? Age, double? Weight, string? Tags) Animal(int i, string? name = "x") => (Farmer.Id(i), name, i, i / 4.0, $"[{i}]");

    [Fact]
    public void Rows_are_a_table_whose_values_are_all_parameters()
    {
        Sql sql = $"SELECT r.id, {7L} FROM {Rows.Of(["a", "b"]).Text("id", i => i).Integer("n", _ => 1).Json("j", _ => null)} WHERE true";

        sql.Render(Engine.Sqlite, 0).Text.ShouldBe("SELECT r.id, $1 FROM (SELECT column1 AS id, column2 AS n, column3 AS j FROM (VALUES ($2, $3, $4))) AS r WHERE true");
        sql.Render(Engine.Postgres, 0).Text.ShouldBe("SELECT r.id, $1 FROM unnest($2::text[], $3::bigint[], $4::json[]) AS r (id, n, j) WHERE true");
    }

    [Theory, InlineData(""), InlineData("a b"), InlineData("id) x; --"), InlineData("Id"), InlineData("a1")]
    public void A_column_s_name_can_carry_nothing_into_the_text(string name) =>
        Should.Throw<ArgumentException>(() => Rows.Of(["a"]).Text(name, i => i));

    [Fact]
    public void A_statement_takes_rows_once()
    {
        var rows = Rows.Of(["a"]).Text("id", i => i);
        Should.Throw<InvalidOperationException>(() => { Sql twice = $"SELECT 1 FROM {rows}, {rows}"; });
        Sql inner = $"{rows}";
        Should.Throw<InvalidOperationException>(() => { Sql twice = $"SELECT 1 FROM {rows}, {inner}"; });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_value_comes_back_as_it_went_in_and_null_stays_null(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        (string, string?, long?, double?, string?)[] animals =
        [
            ("a", "", long.MaxValue, -0.5, "{\"b\": 1,  \"a\":[2.50]}"), ("b", null, null, null, null), ("c", new string('é', 100_000), long.MinValue, 1e300, "\"x\""),
            ("d", "👩‍👩‍👧 \u2028 ' \" \\ $1 {0}", 0, 0, "[]"),
        ];

        (await store.Db.Write(OneWorkspace, s => Farmer.AddMany(s, animals))).ShouldBe(4);

        (await store.Db.Read(OneWorkspace, s => s.All($"SELECT id, name, age, weight, tags FROM animal WHERE workspace = {s.Workspace} ORDER BY id",
            r => (r.Text(0), r.TextOrNull(1), r.LongOrNull(2), r.DoubleOrNull(3), r.TextOrNull(4))))).ShouldBe(animals);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_says_how_many_and_which_were_new(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, s => Farmer.AddMany(s, [Animal(1), Animal(3)]));

        // Four is in it twice: the second is no new row either.
        var said = await store.Db.Write(OneWorkspace, s => Farmer.AddManyAndSay(s, [Animal(1, "again"), Animal(2), Animal(3, "again"), Animal(4), Animal(4, "again"), Animal(5)]));
        var counted = await store.Db.Write(OneWorkspace, s => Farmer.AddMany(s, [Animal(5), Animal(6), Animal(1)]));

        said.Order(StringComparer.Ordinal).ShouldBe([Farmer.Id(2), Farmer.Id(4), Farmer.Id(5)]);
        counted.ShouldBe(1);
        (await store.Db.Read(OneWorkspace, s => s.Any($"SELECT 1 FROM animal WHERE workspace = {s.Workspace} AND name = 'again'"))).ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task No_rows_do_nothing_and_thousands_go_at_once(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        (await store.Db.Write(OneWorkspace, s => Farmer.AddMany(s, []))).ShouldBe(0);
        (await store.Db.Write(OneWorkspace, s => Farmer.AddManyAndSay(s, []))).ShouldBeEmpty();
        (await store.Db.Write(OneWorkspace, s => Farmer.AddMany(s, [.. Enumerable.Range(0, 5000).Select(i => Animal(i))]))).ShouldBe(5000);
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(5000);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_bad_row_takes_the_whole_unit_with_it_and_the_statement_serves_the_next(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        await Should.ThrowAsync<UnstorableTextException>(store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "first");
            await Farmer.AddMany(s, [Animal(1), Animal(2, "nul \0 here")]);
        }));
        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, async s =>
            await s.Run($"INSERT INTO animal (id, workspace) SELECT r.id, {s.Workspace} FROM {Rows.Of(["a", null, "b"]).Text("id", i => i)} WHERE r.id IS NOT NULL UNION ALL SELECT 'a', {s.Workspace}")));

        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
        (await store.Db.Write(OneWorkspace, s => Farmer.AddMany(s, [Animal(1)]))).ShouldBe(1);
    }

    [Theory, OnSqlite]
    public async Task On_sqlite_the_walls_judge_a_statement_with_rows_as_any_other(Engine engine)
    {
        await using var store = await TestStore.Farm(engine, new DbSettings { CheckWalls = true });

        await store.Db.Write(OneWorkspace, s => Farmer.AddMany(s, [Animal(1)]));
        await store.Db.Write(OneWorkspace, s => Farmer.AddMany(s, [Animal(2)]));

        for (var time = 0; time < 2; time++)
        {
            await Should.ThrowAsync<WallBreachException>(store.Db.Write(OneWorkspace, s => Farmer.RenamesByIdAlone(s, [Farmer.Id(1)])));
            (await Should.ThrowAsync<WallBreachException>(store.Db.Write(OneWorkspace, s => Thief.StealsMany(s, ["x"])))).Message.ShouldContain("belongs to Farm");
        }
    }

    [Theory, OnPostgres]
    public async Task On_postgres_rows_stay_behind_row_level_security(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(AnotherWorkspace, s => Farmer.AddMany(s, [Animal(1)]));

        (await store.Db.Write(OneWorkspace, s => Farmer.RenamesByIdAlone(s, [Farmer.Id(1)]))).ShouldBe(0);
        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, s => Farmer.Smuggles(s, AnotherWorkspace, ["a", "b"])));
        (await store.Db.Read(AnotherWorkspace, Farmer.Count)).ShouldBe(1);
    }
}
