using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Postgres;

/// <summary>PostgreSQL asks for a transaction to be run again; the unit's caller doesn't notice.</summary>
public sealed class RetryTests
{
    [Theory, OnPostgres]
    public async Task Two_units_that_lock_each_other_out_both_happen(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s =>
        {
            await s.Run($"INSERT INTO animal (id, workspace, age) VALUES ('a', {s.Workspace}, 0)");
            await s.Run($"INSERT INTO animal (id, workspace, age) VALUES ('b', {s.Workspace}, 0)");
        });
        var holds = new[] { new Signal(), new Signal() };
        var attempts = 0;

        Task Take(int me, string first, string second) => store.Db.Write(OneWorkspace, async s =>
        {
            Interlocked.Increment(ref attempts);
            await s.Run($"UPDATE animal SET age = age + 1 WHERE workspace = {s.Workspace} AND id = {first}");
            // Each holds one row before either asks for the other: a deadlock, every time.
            holds[me].Set();
            await holds[1 - me].Reached;
            await s.Run($"UPDATE animal SET age = age + 1 WHERE workspace = {s.Workspace} AND id = {second}");
        });
        await Task.WhenAll(Take(0, "a", "b"), Take(1, "b", "a")).Soon();

        attempts.ShouldBeGreaterThan(2, "otherwise there was no deadlock");
        (await store.Db.Read(OneWorkspace, s => s.All($"SELECT age FROM animal WHERE workspace = {s.Workspace}", r => r.Long(0)))).ShouldBe([2, 2]);
    }

    [Theory, OnPostgres]
    public async Task A_serialization_failure_runs_the_unit_again_from_nothing(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        var attempts = 0;

        await store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "a");
            if (++attempts < 3)
                await s.Run($"DO $$ BEGIN RAISE EXCEPTION 'try again' USING ERRCODE = '40001'; END $$");
        });

        attempts.ShouldBe(3);
        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["a"]);
    }

    [Theory, OnPostgres]
    public async Task A_failure_that_doesn_t_end_becomes_one_that_says_try_later(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        await Should.ThrowAsync<StorageUnavailableException>(store.Db.Write(OneWorkspace, async s =>
            await s.Run($"DO $$ BEGIN RAISE EXCEPTION 'try again' USING ERRCODE = '40P01'; END $$")).Soon());
    }

    [Theory, OnPostgres]
    public async Task A_full_disk_of_the_server_is_a_full_disk(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        await Should.ThrowAsync<StorageFullException>(store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "a");
            await s.Run($"DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$");
        }));

        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
    }

    [Theory, OnPostgres]
    public async Task A_server_that_cuts_the_connection_is_unavailable_and_the_next_unit_finds_it_again(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        await Should.ThrowAsync<StorageUnavailableException>(store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "a");
            await s.Any($"SELECT pg_terminate_backend(pg_backend_pid())");
        }).Soon());
        await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "b"));

        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["b"]);
    }

    [Theory, OnPostgres]
    public async Task Taking_a_free_row_passes_by_those_that_others_hold(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s =>
        {
            for (var i = 0; i < 8; i++)
                await Farmer.Add(s, Farmer.Id(i));
        });
        using var all = new CountdownEvent(8);
        var everyoneHolds = new Signal();

        var taken = await Race.Of(8, _ => store.Db.Write(OneWorkspace, async s =>
        {
            var id = await s.Text($"SELECT id FROM animal WHERE workspace = {s.Workspace} ORDER BY id LIMIT 1 {Dialect.LockFree}");
            if (all.Signal())
                everyoneHolds.Set();
            await everyoneHolds.Reached;
            return id;
        }));

        taken.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 8).Select(Farmer.Id));
    }
}
