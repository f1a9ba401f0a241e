using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>A reader sees one moment, beside the writers, and can't write.</summary>
public sealed class ReadTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_reader_sees_one_moment_however_long_it_looks(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "before"));

        var (first, second) = await store.Db.Read(OneWorkspace, async s =>
        {
            var before = await Farmer.Count(s);
            await store.Db.Write(OneWorkspace, async w => await Farmer.Add(w, "meanwhile"));
            return (before, await Farmer.Count(s));
        }).Soon();

        (first, second).ShouldBe((1, 1));
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reader_never_sees_half_a_unit(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var odd = 0;
            while (!stop.IsCancellationRequested)
                odd += (int)(await store.Db.Read(OneWorkspace, Farmer.Count))! % 2;
            return odd;
        });

        await Race.Of(4, async i =>
        {
            for (var n = 0; n < 25; n++)
                await store.Db.Write(OneWorkspace, async s =>
                {
                    await Farmer.Add(s, Farmer.Id(i * 1000 + n * 2));
                    await Farmer.Add(s, Farmer.Id(i * 1000 + n * 2 + 1));
                });
            return 0;
        });
        await stop.CancelAsync();

        (await reading.Soon()).ShouldBe(0);
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reading_session_refuses_to_write(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        await Should.ThrowAsync<InvalidOperationException>(store.Db.Read(OneWorkspace, s => Farmer.Add(s, "a")));

        // Also if the statement comes in as a query: the connection itself is read-only.
        await Should.ThrowAsync<Exception>(store.Db.Read(OneWorkspace,
            s => s.Text($"INSERT INTO animal (id, workspace) VALUES ('b', {s.Workspace}) RETURNING id")));
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reader_that_fails_harms_nobody_after_it(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        for (var i = 0; i < 60; i++)
            await Should.ThrowAsync<Exception>(store.Db.Read<long?>(OneWorkspace, s => s.Long($"SELECT nonsense FROM nowhere")).Soon());

        (await store.Db.Read(OneWorkspace, Farmer.Count).Soon()).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Rows_are_handed_over_one_by_one_up_to_a_limit(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s =>
        {
            for (var i = 0; i < 10; i++)
                await Farmer.Add(s, Farmer.Id(i));
        });
        var seen = new List<string>();

        await store.Db.Read(OneWorkspace, async s =>
        {
            await s.Each($"SELECT id FROM animal WHERE workspace = {s.Workspace} ORDER BY id", r => seen.Add(r.Text(0)), limit: 3);
            // The same statement again, while the rest of the first was never fetched.
            await s.Each($"SELECT id FROM animal WHERE workspace = {s.Workspace} ORDER BY id", r => seen.Add(r.Text(0)), limit: 1);
            return 0;
        });

        seen.ShouldBe([Farmer.Id(0), Farmer.Id(1), Farmer.Id(2), Farmer.Id(0)]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_session_s_time_is_the_database_s_and_moves_with_the_clock_of_a_test(Engine engine)
    {
        var clock = new AheadClock();
        await using var store = await TestStore.Farm(engine, new DbSettings { Clock = clock });

        var before = await store.Db.Write(null, s => ValueTask.FromResult(s.Now));
        clock.Ahead = TimeSpan.FromDays(3);
        var after = await store.Db.Read(null, s => ValueTask.FromResult(s.Now));

        (after - before).ShouldBeInRange((long)TimeSpan.FromDays(3).TotalMilliseconds - 1000, (long)TimeSpan.FromDays(3).TotalMilliseconds + 60_000);
    }

    sealed class AheadClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
