using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>A unit of work happens entirely or not at all, on both engines.</summary>
public sealed class WriteTests
{
    sealed class Stumbled : Exception;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_unit_that_throws_leaves_nothing_and_its_caller_gets_that_exception(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        await Should.ThrowAsync<Stumbled>(store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "a");
            await Farmer.Note(s, "r");
            throw new Stumbled();
        }));

        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
        (await store.Db.Read(OneWorkspace, s => s.Any($"SELECT 1 FROM record WHERE workspace = {s.Workspace}"))).ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_unit_that_throws_rolls_back_only_itself(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        var outcomes = await Race.Of(24, async i =>
        {
            try
            {
                await store.Db.Write(OneWorkspace, async s =>
                {
                    await Farmer.Add(s, Farmer.Id(i));
                    if (i % 3 == 0)
                        throw new Stumbled();
                });
                return true;
            }
            catch (Stumbled)
            {
                return false;
            }
        });

        outcomes.ShouldBe(Enumerable.Range(0, 24).Select(i => i % 3 != 0));
        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(Enumerable.Range(0, 24).Where(i => i % 3 != 0).Select(Farmer.Id));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_exception_from_deep_inside_arrives_whole(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        static async ValueTask Deep(Session s, int levels)
        {
            await Farmer.Add(s, Farmer.Id(levels));
            try
            {
                if (levels == 0)
                    throw new Stumbled();
                await Deep(s, levels - 1);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"at {levels}", e);
            }
        }

        var thrown = await Should.ThrowAsync<InvalidOperationException>(store.Db.Write(OneWorkspace, s => Deep(s, 3)));

        thrown.Message.ShouldBe("at 3");
        thrown.GetBaseException().ShouldBeOfType<Stumbled>();
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
        await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "after"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_failed_statement_that_a_unit_hides_fails_the_unit_all_the_same(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        var thrown = await Should.ThrowAsync<Exception>(store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "a");
            try
            {
                await s.Run($"INSERT INTO animal (id, workspace) VALUES ({(string?)null}, {(string?)null})");
            }
            catch (System.Data.Common.DbException)
            {
                // Hidden: PostgreSQL would now answer COMMIT with a silent ROLLBACK.
            }
            return "done";
        }));

        thrown.ShouldBeAssignableTo<System.Data.Common.DbException>();
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_failed_query_that_a_unit_hides_fails_the_unit_all_the_same(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "a");
            try
            {
                await s.Any($"SELECT nonsense FROM nowhere");
            }
            catch (System.Data.Common.DbException)
            {
            }
            return "done";
        }));

        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_acknowledged_is_there_for_everyone_who_asks_afterwards(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await using var other = store.Again();

        await Race.Of(16, async i =>
        {
            for (var n = 0; n < 5; n++)
            {
                var id = Farmer.Id(i * 100 + n);
                await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, id));
                (await other.Read(OneWorkspace, s => s.Any($"SELECT 1 FROM animal WHERE workspace = {s.Workspace} AND id = {id}"))).ShouldBeTrue();
            }
            return 0;
        });

        (await other.Read(OneWorkspace, Farmer.Count)).ShouldBe(80);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_who_both_find_no_row_make_one_and_neither_fails(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        for (var round = 0; round < 10; round++)
        {
            var name = Farmer.Id(round);
            var made = await Race.Of(8, i => store.Db.Write(OneWorkspace, async s =>
            {
                if (await s.Text($"SELECT id FROM animal WHERE workspace = {s.Workspace} AND id = {name}") is not null)
                    return false;
                await Farmer.Add(s, name);
                return true;
            }));
            made.Count(m => m).ShouldBe(1);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_locked_row_counts_every_change_of_a_crowd(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s => await s.Run($"INSERT INTO animal (id, workspace, age) VALUES ('a', {s.Workspace}, 0)"));

        await Race.Of(8, async _ =>
        {
            for (var n = 0; n < 10; n++)
                await store.Db.Write(OneWorkspace, async s =>
                {
                    var age = await s.Long($"SELECT age FROM animal WHERE workspace = {s.Workspace} AND id = 'a' {Dialect.Lock}");
                    await s.Run($"UPDATE animal SET age = {age + 1} WHERE workspace = {s.Workspace} AND id = 'a'");
                });
            return 0;
        });

        (await store.Db.Read(OneWorkspace, s => s.Long($"SELECT age FROM animal WHERE workspace = {s.Workspace}"))).ShouldBe(80);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_unit_cancelled_before_it_starts_never_runs(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        var ran = false;

        await Should.ThrowAsync<OperationCanceledException>(store.Db.Write(OneWorkspace, s =>
        {
            ran = true;
            return ValueTask.CompletedTask;
        }, new CancellationToken(canceled: true)));

        ran.ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_the_database_is_closed_nothing_is_taken_any_more(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        var second = store.Again();
        await second.Migrate(Farm);
        await second.DisposeAsync();

        await Should.ThrowAsync<Exception>(second.Write(OneWorkspace, async s => await Farmer.Add(s, "late")));

        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_sent_is_done_before_whatever_comes_next_and_by_the_end_of_the_unit(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);

        var (seen, changed) = await store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Sends(s, "a");
            await Farmer.Sends(s, "b");
            var ids = await Farmer.Ids(s);
            await Farmer.Sends(s, "c");
            var touched = await s.Run($"UPDATE animal SET name = {"x"} WHERE workspace = {s.Workspace}", Farmer.Path);
            await Farmer.Sends(s, "d");
            return (ids, touched);
        });

        seen.ShouldBe(["a", "b"]);
        changed.ShouldBe(3);
        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["a", "b", "c", "d"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_sent_and_fails_takes_the_unit_with_it_wherever_it_is_found_out(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s => await s.Run($"INSERT INTO bell (rung) VALUES ({1L})", Farmer.Path));

        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Sends(s, "a");
            await s.Send($"INSERT INTO bell (rung) VALUES ({null as string})", Farmer.Path);
        }));
        await Should.ThrowAsync<System.Data.Common.DbException>(store.Db.Write(OneWorkspace, async s =>
        {
            await s.Send($"INSERT INTO bell (rung) VALUES ({null as string})", Farmer.Path);
            await Farmer.Ids(s);
        }));
        await Should.ThrowAsync<InvalidOperationException>(store.Db.Read(OneWorkspace, async s =>
        {
            await Farmer.Sends(s, "a");
            return 0;
        }));

        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
    }
}
