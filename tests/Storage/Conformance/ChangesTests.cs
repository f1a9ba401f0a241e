using Groundwork.Storage.Tests.Features.Farm;
using static Groundwork.Storage.Tests.Schemas;

namespace Groundwork.Storage.Tests.Conformance;

/// <summary>Whoever keeps what they read is told when it may have changed: by area, before anybody is told of the change.</summary>
public sealed class ChangesTests
{
    [Fact]
    public async Task An_area_s_number_moves_with_each_way_to_change_its_tables_and_with_nothing_else()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite);
        async Task<bool> Moves(Func<Session, ValueTask> unit)
        {
            var before = (store.Db.Changes("Farm")!.Value, store.Db.Changes("Stable")!.Value);
            await store.Db.Write(OneWorkspace, unit);
            store.Db.Changes("Stable").ShouldBe(before.Item2);
            return store.Db.Changes("Farm") != before.Item1;
        }

        (await Moves(async s => await Farmer.Add(s, "a"))).ShouldBeTrue();
        (await Moves(async s => await Farmer.Sends(s, "b"))).ShouldBeTrue();
        (await Moves(async s => await Farmer.AddMany(s, [("c", null, null, null, null)]))).ShouldBeTrue();
        (await Moves(async s => await Farmer.AddManyAndSay(s, [("d", null, null, null, null)]))).ShouldBeTrue();
        (await Moves(async s => await Farmer.Count(s))).ShouldBeFalse();
        await store.Db.Read(OneWorkspace, Farmer.Count);
        (await Moves(async s => await Farmer.Count(s))).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_was_told_of_a_change_finds_the_number_moved()
    {
        await using var store = await TestStore.Farm(Engine.Sqlite);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var before = store.Db.Changes("Farm");
            await store.Db.Write(OneWorkspace, async s => await Farmer.Add(s, Farmer.Id(i)));
            store.Db.Changes("Farm").ShouldNotBe(before);
        }));
    }

    [Theory, OnPostgres]
    public async Task Where_others_may_change_it_as_well_there_is_no_number(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        store.Db.Changes("Farm").ShouldBeNull();
        store.Db.Clock.ShouldBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_text_with_other_values_is_the_same_statement_and_another_text_is_not(Engine engine)
    {
        await using var store = await TestStore.Farm(engine);
        await store.Db.Write(OneWorkspace, async s => { for (var i = 0; i < 5; i++) await Farmer.Add(s, Farmer.Id(i), $"name {i}"); });
        Task<List<string>> Named(Session s, Sql where, long most) =>
            s.All($"SELECT name FROM animal WHERE workspace = {s.Workspace} AND {where} ORDER BY id LIMIT {most}", r => r.Text(0), Farmer.Path).AsTask();
        for (var round = 0; round < 3; round++)
            await store.Db.Read(OneWorkspace, async s =>
            {
                (await Named(s, $"id = {Farmer.Id(1)}", 5)).ShouldBe(["name 1"]);
                (await Named(s, $"id = {Farmer.Id(3)}", 5)).ShouldBe(["name 3"]);
                (await Named(s, $"id > {Farmer.Id(1)}", 5)).ShouldBe(["name 2", "name 3", "name 4"]);
                (await Named(s, $"id > {Farmer.Id(1)}", 2)).ShouldBe(["name 2", "name 3"]);
                (await Named(s, $"id IN {new Ids([Farmer.Id(0), Farmer.Id(4)])}", 5)).ShouldBe(["name 0", "name 4"]);
                (await Named(s, $"id IN {new Ids([])}", 5)).ShouldBeEmpty();
                (await Named(s, $"name = {(string?)null}", 5)).ShouldBeEmpty();
                (await Named(s, $"age IS NULL AND name = {"name 2"}", 5)).ShouldBe(["name 2"]);
                return true;
            });
    }
}
