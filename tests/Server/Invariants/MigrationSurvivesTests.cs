using System.Globalization;
using Groundwork.Server.Hosting;
using Groundwork.Server.Tests.Features.Admin;
using Groundwork.Server.Tests.Features.Audit;
using Groundwork.Server.Tests.Upgrades;
using Groundwork.Storage;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>A server that is killed while it brings old data to its schema goes on with the next start, and nothing is lost.</summary>
public class MigrationSurvivesTests
{
    // So many that the steps over them take longer than it takes to see and to kill.
    const int More = 40_000;

    static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? Math.Min(rounds, 20) : 4;

    [Theory, OnSqlite, OnPostgres]
    public async Task A_kill_between_the_first_and_the_last_step_is_gone_on_from(Engine engine)
    {
        await using var ground = await Ground.Empty(engine);
        Directory.CreateDirectory(ground.Data);
        var settings = BackupTests.Settings(ground) with { CheckWalls = false };
        await using (var db = Open(settings))
        {
            await using (var source = await TestServer.Start(engine))
            {
                var (today, folder) = await UpgradeTests.First(source);
                await OldSchema.Fill(db, today);
                foreach (var blob in today.Blobs)
                {
                    var path = Path.Combine(blob.Split('/')[0], blob.Split('/')[1][..2], blob.Split('/')[1]);
                    Directory.CreateDirectory(Path.Combine(ground.Data, "blobs", Path.GetDirectoryName(path)!));
                    File.Copy(Path.Combine(folder, "blobs", path), Path.Combine(ground.Data, "blobs", path));
                }
            }
            await Multiply(db);
        }
        var before = await Facts(settings);
        var seed = new Random(20261123);
        var (hits, at) = (0, (long)OldSchema.Steps.Count);
        for (var round = 0; round < Rounds; round++)
        {
            var target = at + 1 + seed.Next((int)Math.Max(1, (OldSchema.AllSteps - at) / 3));
            using var server = Installed.Start(ground.Data, ground.Database, ["serve", "--port", "0"]);
            await Until(settings, target, server);
            server.Kill();
            var now = await Steps(settings);
            now.ShouldBeGreaterThanOrEqualTo(at);
            hits += now > OldSchema.Steps.Count && now < OldSchema.AllSteps ? 1 : 0;
            if ((at = now) >= OldSchema.AllSteps - 1)
                break;
        }
        hits.ShouldBeGreaterThan(0, "no kill came between the first and the last step");

        var (last, _) = await Installed.Serve(ground.Data, ground.Database);
        using (last)
            last.Kill();
        (await Steps(settings)).ShouldBe(OldSchema.AllSteps);
        (await Facts(settings)).ShouldBe(before);
        await using var over = await TestServer.Over(BackupTests.Settings(ground));
        await VerifyLogTests.Chained(over);
        await BackupTests.Works(over);
    }

    static Db Open(ServerSettings settings) => Composition.Connect(settings, Path.Combine(settings.Data, "groundwork.db"), restoring: false);

    static async Task Until(ServerSettings settings, long target, Installed server)
    {
        await using var db = Open(settings);
        for (var tries = 0; tries < 20_000 && server.Runs; tries++)
        {
            try
            {
                if (await db.Read(null, s => s.Long($"SELECT count(*) FROM migration")) >= target)
                    return;
            }
            catch (StorageUnavailableException)
            {
                // A step has the database for itself just now.
            }
            await Task.Delay(1);
        }
    }

    static async Task<long> Steps(ServerSettings settings)
    {
        await using var db = Open(settings);
        return await db.Read(null, s => s.Long($"SELECT count(*) FROM migration")) ?? 0;
    }

    static async Task<List<string>> Facts(ServerSettings settings)
    {
        await using var db = Open(settings);
        return await db.Read(null, async s =>
        {
            List<string> facts = [.. await s.All($"SELECT id, hash FROM annotation ORDER BY id", r => $"{r.Text(0)} {r.Text(1)}")];
            facts.AddRange(await s.All($"SELECT t.state, count(*), min(t.ordinal), max(t.ordinal), CAST(sum(t.wants) AS BIGINT) FROM task t JOIN item i ON i.id = t.item GROUP BY t.state ORDER BY t.state", r => $"{r.Text(0)} {r.Long(1)} {r.Long(2)} {r.Long(3)} {r.Long(4)}"));
            facts.AddRange(await s.All($"SELECT subject FROM audit_leaf WHERE action LIKE 'annotation.%' ORDER BY subject", r => r.Text(0)));
            return facts;
        });
    }

    // More items and tasks like the first one's, as an import would have added them.
    static Task Multiply(Db db) => db.Write(null, async s =>
    {
        Sql numbers = $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {(long)More})";
        await s.Run($"""
            INSERT INTO item (id, workspace, dataset, ordinal, external_id, modality, payload, metadata, import, import_row, created)
            {numbers} SELECT 'i' || n.i, m.workspace, m.dataset, m.ordinal + n.i, 'more' || n.i, m.modality, m.payload, m.metadata, m.import, m.import_row, m.created
            FROM n, item m WHERE m.ordinal = (SELECT max(ordinal) FROM item)
            """);
        await s.Run($"""
            INSERT INTO task (id, workspace, project, item, ordinal, priority, state, wants, open, answers, returned, created)
            {numbers} SELECT 't' || n.i, m.workspace, m.project, 'i' || n.i, m.ordinal + n.i, m.priority, 'available', m.wants, m.wants, 0, 0, m.created
            FROM n, task m WHERE m.ordinal = (SELECT max(ordinal) FROM task)
            """);
        await s.Run($"UPDATE dataset SET next_ordinal = next_ordinal + {(long)More}");
        await s.Run($"UPDATE feed SET item_ordinal = item_ordinal + {(long)More}, task_ordinal = task_ordinal + {(long)More}");
        foreach (var (name, each) in (List<(string, long)>)[("tasks", 1), ("state:available", 1), ("wanted", 2)])
            await s.Run($"UPDATE counter SET value = value + {More * each} WHERE name = {name}");
    });
}
