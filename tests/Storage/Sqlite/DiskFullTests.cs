using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Sqlite;

/// <summary>A full or failing disk in the middle of a group: everybody of the group is told, nothing is half there, and it goes on when there is room.</summary>
public sealed class DiskFullTests
{
    static readonly DbSettings Small = new() { MaxPages = 120, GroupLasts = TimeSpan.FromMinutes(1) };

    static ValueTask<int> Big(Session s, string id) => s.Run(
        $"INSERT INTO animal (id, workspace, photo) VALUES ({id}, {s.Workspace}, {new byte[1024 * 1024]})");

    // The limit belongs to the writer's connection, so a unit of work is what can raise it.
    static Task Raise(TestStore store) => store.Db.Write(null, async s => await s.Any($"PRAGMA max_page_count = 100000"));

    static async Task<string> Integrity(TestStore store) => (await store.Db.Read(null, s => s.Text($"PRAGMA integrity_check")))!;

    [Fact]
    public async Task When_the_disk_is_full_in_the_middle_of_a_group_every_unit_of_it_fails_and_nothing_is_half_written()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Small);
        await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, "acknowledged"));

        using var held = await HeldWriter.Of(store.Db);
        var before = Enumerable.Range(0, 5).Select(i => store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, Farmer.Id(i)))).ToArray();
        var big = store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "first half");
            await Big(s, "second half");
        });
        held.Go();

        foreach (var unit in (Task[])[.. before, big])
            (await Should.ThrowAsync<StorageFullException>(unit.Soon())).Message.ShouldContain("full");
        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["acknowledged"]);
        (await Integrity(store)).ShouldBe("ok");
    }

    [Fact]
    public async Task Those_who_were_not_in_the_group_yet_are_not_failed_with_it()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Small);

        using var held = await HeldWriter.Of(store.Db);
        var big = store.Db.Write(OneWorkspace, async s => await Big(s, "big"));
        var after = Enumerable.Range(0, 5).Select(i => store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, Farmer.Id(i)))).ToArray();
        held.Go();

        await Should.ThrowAsync<StorageFullException>(big.Soon());
        await Task.WhenAll(after).Soon();
        (await store.Db.Read(OneWorkspace, Farmer.Count)).ShouldBe(5);
    }

    [Fact]
    public async Task As_soon_as_there_is_room_the_next_one_succeeds_without_a_restart()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Small);
        await Should.ThrowAsync<StorageFullException>(store.Db.Write(OneWorkspace, async s => await Big(s, "big")).Soon());

        await Raise(store);
        await store.Db.Write(OneWorkspace, async s => await Big(s, "big"));
        await using var reopened = store.Again();

        (await reopened.Read(OneWorkspace, Farmer.Ids)).ShouldBe(["big"]);
        (await Integrity(store)).ShouldBe("ok");
    }

    [Fact]
    public async Task A_unit_that_hides_a_full_disk_can_t_go_on_without_a_transaction()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, Small);

        var hides = store.Db.Write(OneWorkspace, async s =>
        {
            await Farmer.Add(s, "first");
            try
            {
                await Big(s, "big");
            }
            catch (StorageFullException)
            {
            }
            // SQLite has rolled everything back: this would be kept on its own.
            await Farmer.Add(s, "second");
        });

        await Should.ThrowAsync<StorageFullException>(hides.Soon());
        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crowd_on_a_disk_that_fills_up_loses_nothing_that_was_acknowledged()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite, new DbSettings { MaxPages = 120 });

        var kept = await Race.Of(8, async i =>
        {
            var mine = new List<string>();
            for (var n = 0; n < 20; n++)
            {
                var id = Farmer.Id(i * 100 + n);
                try
                {
                    await store.Db.Write(OneWorkspace, async s => await s.Run(
                        $"INSERT INTO animal (id, workspace, photo) VALUES ({id}, {s.Workspace}, {new byte[10_000]})"));
                    mine.Add(id);
                }
                catch (StorageFullException)
                {
                }
            }
            return mine;
        });

        var acknowledged = kept.SelectMany(k => k).Order(StringComparer.Ordinal).ToList();
        acknowledged.Count.ShouldBeInRange(1, 159, "the disk filled up on the way");
        (await store.Db.Read(OneWorkspace, Farmer.Ids)).ShouldBe(acknowledged);
    }

    [Fact]
    public async Task A_write_error_fails_the_whole_group_whether_it_comes_in_a_unit_or_at_the_commit()
    {
        using var folder = new TestFolder();

        var said = await Child.Run([], "io-error", folder.Path);

        said.ShouldBe("""
            at the commit: StorageUnavailableException StorageUnavailableException, kept acknowledged
            in a unit: StorageUnavailableException StorageUnavailableException, kept acknowledged
            with room again: kept acknowledged,afterwards, integrity ok [exit 0]
            """);
    }
}
