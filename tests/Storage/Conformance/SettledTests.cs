using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>Who reads only below <see cref="Dialect.Settled"/>, in the order of transactions, never passes a slower one by.</summary>
public sealed class SettledTests
{
    sealed class Follower(Db db)
    {
        (long Tx, string Id) at = (-1, "");

        public List<string> Seen { get; } = [];

        /// <summary>Looks until it has seen so many; other databases of the same server can hold the horizon back for a moment.</summary>
        public async Task LookFor(int rows)
        {
            for (var until = Environment.TickCount64 + 20_000; Seen.Count < rows && Environment.TickCount64 < until;)
                if (await Look() == 0)
                    await Task.Delay(5);
        }

        public async Task<int> Look()
        {
            var page = await db.Read(OneWorkspace, s => s.All($"""
                SELECT tx, id FROM record WHERE workspace = {s.Workspace} AND tx < {Dialect.Settled}
                AND (tx > {at.Tx} OR (tx = {at.Tx} AND id > {at.Id})) ORDER BY tx, id LIMIT 7
                """, r => (r.Long(0), r.Text(1))));
            Seen.AddRange(page.Select(p => p.Item2));
            if (page.Count > 0)
                at = page[^1];
            return page.Count;
        }
    }

    [Theory, OnPostgres]
    public async Task A_transaction_that_began_first_and_ends_last_is_not_missed(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        var follower = new Follower(store.Db);
        Signal slowHasWritten = new(), slowMayEnd = new();

        var slow = store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Note(s, "slow");
            slowHasWritten.Set();
            await slowMayEnd.Reached;
        });
        await slowHasWritten.Reached;
        await store.Db.Write(OneWorkspace, s => Farmer.Note(s, "quick"));

        (await store.Db.Read(OneWorkspace, s => s.Long($"SELECT count(*) FROM record WHERE workspace = {s.Workspace}"))).ShouldBe(1, "the quick one is there");
        (await follower.Look()).ShouldBe(0, "but not settled: the slow one has a smaller number and isn't there yet");
        slowMayEnd.Set();
        await slow.Soon();
        await follower.LookFor(2);

        follower.Seen.ShouldBe(["slow", "quick"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_follower_beside_many_writers_sees_every_row_once(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        var follower = new Follower(store.Db);
        var writing = Race.Of(6, async i =>
        {
            for (var n = 0; n < 30; n++)
                await store.Db.Write(OneWorkspace, async s =>
                {
                    await Farmer.Note(s, $"{Farmer.Id(i)}-{n}-x");
                    await Farmer.Note(s, $"{Farmer.Id(i)}-{n}-y");
                });
            return 0;
        });

        while (!writing.IsCompleted)
            await follower.Look();
        await writing;
        await follower.LookFor(360);

        follower.Seen.Count.ShouldBe(360);
        follower.Seen.Distinct(StringComparer.Ordinal).Count().ShouldBe(360);
    }
}
