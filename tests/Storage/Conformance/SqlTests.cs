using System.Text;
using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>Every hole of an SQL text is a parameter of its type, and comes back from both engines as it went in.</summary>
public sealed class SqlTests
{
    [Fact]
    public void A_hole_is_a_numbered_parameter_and_never_text()
    {
        Sql sql = $"SELECT {"'; DROP TABLE animal; --"}, {7L}, {(string?)null}";

        var rendered = sql.Render(Engine.Sqlite, 0);

        rendered.Text.ShouldBe("SELECT $1, $2, $3");
        rendered.Values.Select(v => v.Value).ShouldBe(["'; DROP TABLE animal; --", 7L, null]);
    }

    [Fact]
    public void Fragments_go_on_with_the_numbers_of_the_text_they_are_put_into()
    {
        Sql inner = $"b = {2L} AND c = {3L}";
        Sql sql = $"a = {1L} AND {inner} AND {Sql.Nothing}d = {4L}";

        var rendered = sql.Render(Engine.Postgres, 0);

        rendered.Text.ShouldBe("a = $1 AND b = $2 AND c = $3 AND d = $4");
        rendered.Values.Select(v => v.Value).ShouldBe([1L, 2L, 3L, 4L]);
    }

    [Fact]
    public void Each_engine_gets_its_own_words()
    {
        Sql sql = $"SELECT {Dialect.Tx} WHERE id IN {new Ids(["a"])} {Dialect.LockFree}";

        sql.Render(Engine.Sqlite, 42).Text.ShouldBe("SELECT $1 WHERE id IN (SELECT value FROM json_each($2)) ");
        sql.Render(Engine.Sqlite, 42).Values[0].Value.ShouldBe(42L);
        sql.Render(Engine.Postgres, 42).Text.ShouldBe("SELECT (pg_current_xact_id()::text::bigint + current_setting('groundwork.commit_offset')::bigint) WHERE id IN (SELECT unnest($1)) FOR UPDATE SKIP LOCKED");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Values_of_every_type_come_back_as_they_went_in(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        byte[] photo = [0, 1, 255, 0];

        await store.Db.Write(OneWorkspace, async s => await s.Run($"""
            INSERT INTO animal (id, workspace, name, age, weight, tags, photo)
            VALUES ({"a"}, {s.Workspace}, {"Ünïcødé 🐄 ' \" \\ $1"}, {long.MinValue}, {0.1}, {new Json("[1]")}, {photo})
            """));

        (await store.Db.Read(OneWorkspace, s => s.One($"SELECT name, age, weight, tags, photo FROM animal WHERE workspace = {s.Workspace} AND age < {0L}",
            r => Tuple.Create(r.Text(0), r.Long(1), r.Double(2), r.Text(3), Convert.ToHexString(r.Bytes(4))))))
            .ShouldBe(Tuple.Create("Ünïcødé 🐄 ' \" \\ $1", long.MinValue, 0.1, "[1]", "0001FF00"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nulls_of_every_type_are_null(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        await store.Db.Write(OneWorkspace, async s => await s.Run($"""
            INSERT INTO animal (id, workspace, name, age, weight, tags)
            VALUES ({"a"}, {s.Workspace}, {(string?)null}, {(long?)null}, {(double?)null}, {(Json?)null})
            """));

        (await store.Db.Read(OneWorkspace, s => s.Any($"""
            SELECT 1 FROM animal WHERE workspace = {s.Workspace} AND name IS NULL AND age IS NULL AND weight IS NULL AND tags IS NULL AND photo IS NULL
            """))).ShouldBeTrue();
        (await store.Db.Read(OneWorkspace, s => s.One($"SELECT name, age, weight FROM animal WHERE workspace = {s.Workspace}",
            r => Tuple.Create(r.TextOrNull(0), r.LongOrNull(1), r.DoubleOrNull(2))))).ShouldBe(Tuple.Create<string?, long?, double?>(null, null, null));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_null_hole_can_be_asked_whether_it_is_null(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        string? nobody = null;

        (await store.Db.Read(null, s => s.Long($"SELECT 1 WHERE {nobody} IS NULL OR {nobody} = {"x"}"))).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_set_of_ids_selects_exactly_those(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        string[] awkward = ["a", "b\"]", "c','d", "[\"e\"]", "f\\", "ü"];
        await store.Db.Write(OneWorkspace, async s =>
        {
            foreach (var id in (string[])[.. awkward, "other"])
                await Farmer.Add(s, id);
        });

        async Task<List<string>> Those(params string[] ids) => await store.Db.Read(OneWorkspace,
            s => s.All($"SELECT id FROM animal WHERE workspace = {s.Workspace} AND id IN {new Ids(ids)} ORDER BY id", r => r.Text(0)));

        (await Those(awkward)).ShouldBe(awkward, ignoreOrder: true);
        (await Those([])).ShouldBeEmpty();
        (await Those("a','other")).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_set_of_numbers_selects_exactly_those(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        long[] some = [0, -1, 7, long.MaxValue, long.MinValue];

        async Task<List<long>> Those(params long[] numbers) => await store.Db.Read(null, s => s.All(
            $"SELECT n FROM (SELECT {some[0]} AS n UNION SELECT {some[1]} UNION SELECT {some[2]} UNION SELECT {some[3]} UNION SELECT {some[4]}) x WHERE n IN {new Numbers(numbers)}",
            r => r.Long(0)));

        (await Those(some)).ShouldBe(some, ignoreOrder: true);
        (await Those([])).ShouldBeEmpty();
        (await Those(7, 8)).ShouldBe([7]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_injection_is_only_a_strange_name(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        string[] attempts =
        [
            "x'); DROP TABLE animal; --", "' OR '1'='1", "$1", "{s.Workspace}", "\\'; DELETE FROM animal; --", "x\"; DROP TABLE animal; --", "/*", "E'\\x27'", "$$; DROP TABLE animal; $$",
        ];

        foreach (var attempt in attempts)
        {
            await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, s.NewId(), attempt));
            (await store.Db.Read(OneWorkspace, s => s.Long($"SELECT count(*) FROM animal WHERE workspace = {s.Workspace} AND name = {attempt}"))).ShouldBe(1);
        }
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(attempts.Length);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Json_is_stored_byte_for_byte(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        const string text = "{ \"b\" : 1.0e2,\n\t\"a\":[ ],\"a\":\"\\u00e9é\\u0000 🐄\",\"n\":12345678901234567890123 }";

        await store.Db.Write(OneWorkspace, async s => await Farmer.Note(s, "r", text));

        var stored = await store.Db.Read(OneWorkspace, s => s.Text($"SELECT body FROM record WHERE workspace = {s.Workspace}"));
        Encoding.UTF8.GetBytes(stored!).ShouldBe(Encoding.UTF8.GetBytes(text));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Text_is_ordered_and_compared_by_its_bytes(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        string[] names = ["Z", "a", "B", "ä", "_", "-a", "a b", "ab", "10", "9", "𝒜", "ﬀ", "É", "e\u0301"];
        await store.Db.Write(OneWorkspace, async s =>
        {
            foreach (var name in names)
                await Farmer.Add(s, s.NewId(), name);
        });

        var ordered = await store.Db.Read(OneWorkspace, s => s.All($"SELECT name FROM animal WHERE workspace = {s.Workspace} ORDER BY name", r => r.Text(0)));
        var above = await store.Db.Read(OneWorkspace, s => s.Long($"SELECT count(*) FROM animal WHERE workspace = {s.Workspace} AND name > {"a"}"));

        string[] expected = [.. names.OrderBy(n => Convert.ToHexString(Encoding.UTF8.GetBytes(n)), StringComparer.Ordinal)];
        ordered.ShouldBe(expected);
        above.ShouldBe(expected.Length - 1 - Array.IndexOf(expected, "a"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Like_ignores_case_on_both(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "a", "Bessie"));

        (await store.Db.Read(OneWorkspace, s => s.Any($"SELECT 1 FROM animal WHERE workspace = {s.Workspace} AND name {Dialect.Like} {"%ESS%"}"))).ShouldBeTrue();
    }
}
