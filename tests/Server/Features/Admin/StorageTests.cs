using Microsoft.Extensions.DependencyInjection;
using Groundwork.Server.Features.Admin;
using Groundwork.Server.Hosting;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Tests.Features.Admin;

/// <summary>GetStorage, and CollectGarbage: files that nothing names go after a week, all others stay.</summary>
public class StorageTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task It_says_what_takes_how_much_of_the_disk(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 5);
        var shown = (await server.Owner.Get("/api/storage")).Expect(200);
        shown.Number("databaseBytes").ShouldBeGreaterThan(10_000);
        shown.Number("freeBytes").ShouldBeGreaterThan(0);
        shown.Number("totalBytes").ShouldBeGreaterThan(shown.Number("freeBytes"));
        var dataset = shown["datasets"].EnumerateArray().Single();
        (dataset.GetProperty("id").GetString(), dataset.GetProperty("items").GetInt64()).ShouldBe((project.Dataset, 5));
        // The one file that was imported is all that there is.
        dataset.GetProperty("bytes").GetInt64().ShouldBe(shown.Number("blobBytes"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_that_nothing_names_goes_when_it_is_a_week_old_and_no_other_does(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Project.Make(server);
        var workspace = (await server.All($"SELECT id FROM workspace", r => r.Text(0))).Single();
        var blobs = server.App.Services.GetRequiredService<FolderBlobs>();
        var collector = server.App.Services.GetServices<IBackgroundTask>().OfType<CollectGarbage>().Single();
        var left = await blobs.Put(workspace, "nobody's"u8.ToArray());
        var again = await blobs.Put(workspace, "stored again"u8.ToArray());
        DateTimeOffset WeekAgo() => server.Clock.GetUtcNow() - TimeSpan.FromDays(7);

        server.Clock.Advance(TimeSpan.FromDays(6));
        (await collector.Sweep(workspace, WeekAgo(), default)).ShouldBe((0, 0));
        await blobs.Put(workspace, "stored again"u8.ToArray());
        server.Clock.Advance(TimeSpan.FromDays(2));
        (await collector.Sweep(workspace, WeekAgo(), default)).ShouldBe((1, left.Size));
        blobs.Open(workspace, left.Sha256).ShouldBeNull();
        await using (var kept = blobs.Open(workspace, again.Sha256))
            kept.ShouldNotBeNull();
        server.Clock.Advance(TimeSpan.FromDays(8));
        (await collector.Sweep(workspace, WeekAgo(), default)).ShouldBe((1, again.Size));
        (await collector.Sweep(workspace, WeekAgo(), default)).ShouldBe((0, 0));
    }

    [Theory, OnSqlite]
    public async Task Storing_a_file_again_while_it_is_collected_never_loses_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var workspace = (await server.All($"SELECT id FROM workspace", r => r.Text(0))).Single();
        var blobs = server.App.Services.GetRequiredService<FolderBlobs>();
        var collector = server.App.Services.GetServices<IBackgroundTask>().OfType<CollectGarbage>().Single();
        for (var round = 0; round < 20; round++)
        {
            var content = BitConverter.GetBytes(round);
            await blobs.Put(workspace, content);
            server.Clock.Advance(TimeSpan.FromDays(9));
            var weekAgo = server.Clock.GetUtcNow() - TimeSpan.FromDays(7);
            var collecting = Task.Run(() => collector.Sweep(workspace, weekAgo, default));
            var stored = await blobs.Put(workspace, content);
            await collecting;
            await using var there = blobs.Open(workspace, stored.Sha256);
            there.ShouldNotBeNull($"round {round}");
        }
    }
}
