using System.Diagnostics;
using Groundwork.Storage.Tests.Features.Farm;
using Microsoft.Data.Sqlite;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>A frozen database is one moment of the real one, whatever is written while it is made and read.</summary>
public sealed class FreezeTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_written_afterwards_is_not_in_it_and_it_can_t_be_written(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        using var folder = new TestFolder();
        await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "before"));
        await using (var frozen = await store.Db.Freeze(folder.At("")))
        {
            await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "after"));

            (await frozen.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["before"]);
            (await frozen.Read(AnotherWorkspace, Farmer.Ids)).ShouldBeEmpty();
            var head = await frozen.Head("id", default);
            head.Migrations.Select(m => m.Name).ShouldBe(Farm.Select(m => m.Name));
            head.Tables.Select(t => t.Name).ShouldBe(["animal", "bell", "record", "saddle"]);
            head.Tables[1].Identity.ShouldBe("seq");
            head.Tables[0].Columns.Select(c => c.Kind).ShouldBe(["text", "text", "text", "integer", "real", "text", "bytes"]);
            await Should.ThrowAsync<InvalidOperationException>(() => frozen.Write(OneWorkspace, async s => await Farmer.Add(s, "never")));
        }
        Directory.EnumerateFiles(folder.At("")).ShouldBeEmpty("its copy goes with it");
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_is_made_while_others_write_pairs_and_never_holds_half_of_one(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        using var folder = new TestFolder();
        // Several steps of a megabyte.
        for (var n = 0; n < 20; n++)
        {
            var id = "big " + n;
            await store.Db.Write(OneWorkspace, async s => await s.Run($"INSERT INTO animal (id, workspace, photo) VALUES ({id}, {s.Workspace}, {new byte[400_000]})", "/Features/Farm/X.cs"));
        }
        using var enough = new CancellationTokenSource();
        var (written, slowest) = (0, TimeSpan.Zero);
        var writing = Task.Run(async () =>
        {
            for (; !enough.IsCancellationRequested; written++)
            {
                var (since, id) = (Stopwatch.GetTimestamp(), $"a {written}");
                await store.Db.Write(OneWorkspace, async s =>
                {
                    await Farmer.Add(s, id);
                    await s.Run($"INSERT INTO saddle (id, workspace) VALUES ({id}, {s.Workspace})", "/Features/Stable/X.cs");
                });
                slowest = Stopwatch.GetElapsedTime(since) is var took && took > slowest ? took : slowest;
            }
        });
        for (var round = 0; round < 8; round++)
        {
            var before = written;
            await using var frozen = await store.Db.Freeze(folder.At(""));
            var (animals, saddles) = await frozen.Read(OneWorkspace, async s => (
                await s.Long($"SELECT count(*) FROM animal WHERE workspace = {s.Workspace} AND id LIKE 'a %'"), await s.Long($"SELECT count(*) FROM saddle WHERE workspace = {s.Workspace}")));
            saddles.ShouldBe(animals);
            animals!.Value.ShouldBeGreaterThanOrEqualTo(before);
            (await frozen.Read(OneWorkspace, s => s.Long($"SELECT count(*) FROM animal WHERE workspace = {s.Workspace} AND id LIKE 'big %'"))).ShouldBe(20);
        }
        await enough.CancelAsync();
        await writing;
        written.ShouldBeGreaterThan(8);
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Theory, OnSqlite]
    public async Task A_copy_of_an_embedded_database_is_sound(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        using var folder = new TestFolder();
        for (var n = 0; n < 300; n++)
            await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, Farmer.Id(n)));
        await using var frozen = await store.Db.Freeze(folder.At(""));
        var path = Directory.EnumerateFiles(folder.At(""), "*.db").Single();
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var copy = new SqliteConnection($"Data Source={path};Pooling=False");
        await copy.OpenAsync();
        await using var check = copy.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        (await check.ExecuteScalarAsync()).ShouldBe("ok");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Numbers_of_commits_go_on_behind_those_that_a_restore_brought(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        using var folder = new TestFolder();
        const long much = 7_000_000_000_000;
        await using (var loader = await store.Db.Load())
            await loader.Finish(new(1, "id", 0, "", much, [], [new("bell", [new("seq", "integer"), new("rung", "integer")], "seq", 41)]), default);
        await using var next = store.Again();
        await next.Migrate(Farm);

        await next.Write(OneWorkspace, async s =>
        {
            await s.Run($"INSERT INTO record (id, workspace, body, tx) VALUES ('r', {s.Workspace}, {new Json("{}")}, {Dialect.Tx})", "/Features/Farm/X.cs");
            await s.Run($"INSERT INTO bell (rung) VALUES (1)", "/Features/Farm/X.cs");
        });

        (await next.Read(null, s => s.Long($"SELECT tx FROM record")))!.Value.ShouldBeGreaterThan(much);
        // Whatever else runs on the cluster: what the restore brought is settled.
        (await next.Read(null, s => s.Long($"SELECT {Dialect.Settled}")))!.Value.ShouldBeGreaterThan(much);
        (await next.Read(null, s => s.Long($"SELECT seq FROM bell"))).ShouldBe(42);
    }
}
