using System.Globalization;
using Groundwork.Server.Hosting;
using Groundwork.Server.Tests.Features.Admin;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>A restore that is killed leaves nothing that could be taken for whole: no server starts on it, and the next restore brings all.</summary>
public class RestoreSurvivesTests
{
    static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 4;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_kill_in_the_middle_of_a_restore_is_mended_by_the_next_one(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Owner.Post("/api/sample", new { })).Expect(200);
        var path = await BackupTests.Backup(server);
        var expected = await Archive.Of(path);
        await using var ground = await Ground.Empty(engine);
        var seed = new Random(20261123);
        var mark = Path.Combine(ground.Data, Composition.RestoreMark);
        var hits = 0;
        for (var round = 0; round < Rounds; round++)
        {
            using var restore = Installed.Start(ground.Data, ground.Database, ["restore", path]);
            await Poll.Until(() => Task.FromResult(File.Exists(mark) && Directory.Exists(Path.Combine(ground.Data, "blobs"))), 20);
            await Task.Delay(seed.Next(250));
            restore.Kill();
            if (!File.Exists(mark))
                break;
            hits++;
            var refused = await Installed.Run(ground.Data, ground.Database, "serve", "--port", "0");
            (refused.Code, refused.Errors.Contains("was cut off", StringComparison.Ordinal)).ShouldBe((1, true), refused.Errors);
        }
        hits.ShouldBeGreaterThan(0, "otherwise nothing was cut off");
        if (File.Exists(mark))
            (await ground.Run("restore", path)).Good();
        var restored = await Archive.Of(BackupTests.Settings(ground));
        foreach (var (table, rows) in expected.Tables)
            restored.Tables[table].ShouldBe(rows, table);
        await using var again = await TestServer.Over(BackupTests.Settings(ground));
        await BackupTests.Works(again);
    }
}
