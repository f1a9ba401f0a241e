using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Sqlite;

/// <summary>The one writer: many units, one flush, and nobody is told before it.</summary>
public sealed class GroupCommitTests
{
    // So long that a group ends only when nothing waits any more: what is in it doesn't depend on the machine's mood.
    static readonly DbSettings Patient = new() { GroupLasts = TimeSpan.FromMinutes(1) };

    static ValueTask<long?> Commits(Session s) => s.Long($"SELECT n FROM commit_number");

    static Task<long?> Commits(TestStore store) => store.Db.Read(null, Commits);

    [Fact]
    public async Task Two_hundred_concurrent_units_share_one_commit()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Patient);
        var before = await Commits(store);

        using var held = await HeldWriter.Of(store.Db);
        var units = Enumerable.Range(0, 200).Select(i => store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, Farmer.Id(i)))).ToArray();
        await held.Release();
        await Task.WhenAll(units).Soon();

        (await Commits(store) - before).ShouldBe(1);
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(200);
    }

    [Fact]
    public async Task A_group_takes_so_many_and_no_more()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Patient);
        var before = await Commits(store);

        using var held = await HeldWriter.Of(store.Db);
        var units = Enumerable.Range(0, 600).Select(i => store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, Farmer.Id(i)))).ToArray();
        await held.Release();
        await Task.WhenAll(units).Soon();

        // The unit that held the writer is the first of the first 256.
        (await Commits(store) - before).ShouldBe(3);
    }

    [Fact]
    public async Task Nobody_of_a_group_is_told_before_the_commit()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Patient);
        var units = new Task[50];
        var toldEarly = 0;

        using var held = await HeldWriter.Of(store.Db);
        for (var i = 0; i < units.Length; i++)
        {
            var mine = i;
            units[i] = store.Db.Write(OneWorkspace, async s =>
            {
                await Farmer.Add(s, Farmer.Id(mine));
                // The transaction holds all that came before, and another connection sees none of it.
                (await Farmer.Count(s)).ShouldBe(mine + 1);
                toldEarly += units.Take(mine).Count(u => u.IsCompleted);
                if (mine == units.Length - 1)
                    CountFromOutside(store).ShouldBe(0);
            });
        }
        await held.Release();
        await Task.WhenAll(units).Soon();

        toldEarly.ShouldBe(0);
        CountFromOutside(store).ShouldBe(units.Length);
    }

    static long CountFromOutside(TestStore store)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={store.SqlitePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM animal";
        return (long)command.ExecuteScalar()!;
    }

    [Fact]
    public async Task Units_that_only_look_cost_no_commit()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Patient);
        var before = await Commits(store);

        for (var i = 0; i < 5; i++)
            (await store.Db.Write(OneWorkspace, Farmer.Count)).ShouldBe(0);

        (await Commits(store)).ShouldBe(before);
    }

    [Fact]
    public async Task The_units_of_a_group_have_one_number_and_the_next_group_a_larger_one()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Patient);

        foreach (var group in (string[])["a", "b"])
        {
            using var held = await HeldWriter.Of(store.Db);
            var units = Enumerable.Range(0, 5).Select(i => store.Db.Write(OneWorkspace, s => Farmer.Note(s, $"{group}{i}"))).ToArray();
            await held.Release();
            await Task.WhenAll(units).Soon();
        }

        var numbers = await store.Db.Read(OneWorkspace, s => s.All($"SELECT tx FROM record WHERE workspace = {s.Workspace} ORDER BY id", r => r.Long(0)));
        numbers.ShouldBe([.. Enumerable.Repeat(numbers[0], 5), .. Enumerable.Repeat(numbers[0] + 1, 5)]);
    }

    [Fact]
    public async Task A_unit_that_throws_in_the_middle_of_a_group_takes_nobody_with_it()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Patient);
        var before = await Commits(store);

        using var held = await HeldWriter.Of(store.Db);
        var units = Enumerable.Range(0, 9).Select(i => store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, Farmer.Id(i));
            if (i == 4)
                throw new InvalidOperationException("stumbled");
        })).ToArray();
        await held.Release();

        await Should.ThrowAsync<InvalidOperationException>(units[4].Soon());
        await Task.WhenAll(units.Where((_, i) => i != 4)).Soon();
        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(Enumerable.Range(0, 9).Where(i => i != 4).Select(Farmer.Id));
        (await Commits(store) - before).ShouldBe(1);
    }

    [Fact]
    public async Task A_unit_that_awaits_something_else_throws_and_blocks_nobody()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Patient);
        var never = new TaskCompletionSource();

        using var held = await HeldWriter.Of(store.Db);
        var before = store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "before"));
        var waits = store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "waits");
            await never.Task;
        });
        var after = store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "after"));
        await held.Release();

        (await Should.ThrowAsync<InvalidOperationException>(waits.Soon())).Message.ShouldContain("something other than its session");
        await Task.WhenAll(before, after).Soon();
        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["after", "before"]);
    }

    [Fact]
    public async Task A_unit_that_comes_back_late_can_t_touch_the_writer_s_connection()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite);
        var go = new Signal();
        var late = new TaskCompletionSource<Exception?>();

        await Should.ThrowAsync<InvalidOperationException>(store.Db.Write(OneWorkspace, async s =>
        {
            await go.Reached;
            late.SetResult(await Record.ExceptionAsync(async () => await Farmer.Add(s, "late")));
        }));
        // Another unit is running on the connection when the late one comes back.
        using var held = await HeldWriter.Of(store.Db);
        go.Set();

        (await late.Task.Soon()).ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("This session is over");
        await held.Release();
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_but_the_writer_s_thread_touches_its_connection_while_a_unit_runs()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite);
        Exception? thrown = null;

        await store.Db.Write(OneWorkspace, s =>
        {
            var other = new Thread(() => thrown = Record.Exception(() => { _ = Farmer.Add(s, "beside").AsTask().GetAwaiter().GetResult(); }));
            other.Start();
            other.Join();
            return ValueTask.CompletedTask;
        });

        thrown.ShouldBeOfType<InvalidOperationException>();
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(0);
    }

    [Fact]
    public async Task A_session_kept_for_later_is_over()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite);
        Session? writing = null, reading = null;
        await store.Db.Write(OneWorkspace, s => { writing = s; return ValueTask.CompletedTask; });
        await store.Db.Read(OneWorkspace, s => { reading = s; return ValueTask.FromResult(0); });

        await Should.ThrowAsync<InvalidOperationException>(async () => await Farmer.Add(writing!, "a"));
        await Should.ThrowAsync<InvalidOperationException>(async () => await Farmer.Count(writing!));
        await Should.ThrowAsync<InvalidOperationException>(async () => await Farmer.Count(reading!));
    }

    [Fact]
    public async Task A_unit_given_up_while_it_waits_never_runs()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite);
        using var cancel = new CancellationTokenSource();

        using var held = await HeldWriter.Of(store.Db);
        var given = store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "given up"), cancel.Token);
        var kept = store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "kept"));
        await cancel.CancelAsync();
        await held.Release();

        await Should.ThrowAsync<OperationCanceledException>(given.Soon());
        await kept.Soon();
        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Closing_finishes_what_waits_and_refuses_what_comes_after()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite);
        var db = store.Again();
        await db.Migrate(Farm);

        using var held = await HeldWriter.Of(db);
        var waiting = Enumerable.Range(0, 5).Select(i => db.Write(OneWorkspace, async s => await Farmer.Add(s, Farmer.Id(i)))).ToArray();
        var closing = Task.Run(async () => await db.DisposeAsync());
        while (true)
        {
            // Refused at once from the moment that closing began, while the writer is still at work.
            var refused = db.Write(OneWorkspace, _ => ValueTask.CompletedTask);
            if (refused.IsFaulted)
            {
                await Should.ThrowAsync<StorageUnavailableException>(refused);
                break;
            }
            await Task.Yield();
        }
        closing.IsCompleted.ShouldBeFalse();
        held.Go();

        await Task.WhenAll(waiting).Soon();
        await closing.Soon();
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(5);
        await db.DisposeAsync();
    }
}
