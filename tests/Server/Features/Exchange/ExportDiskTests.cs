using System.Globalization;
using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Exchange;

/// <summary>
/// A disk that gets full in the middle of a freeze or an export: people are told what to do, nothing half written stays, everything else goes on, and once there
/// is room the same can be asked for again. The disk is a small one in memory that only the server's process sees (Linux user namespaces).
/// </summary>
public class ExportDiskTests
{
    const int Mega = 1 << 20, Items = 2500;

    [Theory]
    [InlineData("freeze")]
    [InlineData("export")]
    public async Task A_full_disk_ends_the_job_with_what_to_do_and_room_lets_it_be_tried_again(string kind)
    {
        await using var ground = await Ground.New(Engine.Sqlite);
        var (server, url) = await Installed.Serve(ground.Data, null, "unshare", "-Urm", "sh", "-c", "mount -t tmpfs -o size=1g none \"$0\" && exec \"$@\"", ground.Data);
        using (server)
        using (var owner = Client.WithKey(url, TestServer.OwnerKey))
        {
            var dataset = (await owner.Post("/api/datasets", new { name = "Long" })).Expect(201).Text("id");
            // Each text differs from all others, and each is as long as the next.
            await Project.Import(owner, dataset, [.. Enumerable.Range(1, Items).Select(n => $"{n} {new string((char)('a' + (n % 26)), 4000)}")]);
            var project = (await owner.Post("/api/projects", new { name = "Long", datasetId = dataset, ontology = Project.Topics, instructions = "", redundancy = 1, method = "majority" })).Expect(201).Text("id");
            Task<Answer> Freeze(string name) => owner.Post($"/api/projects/{project}/snapshots", new { name });
            var path = $"/api/projects/{project}/snapshots";
            if (kind == "export")
                path = $"/api/snapshots/{(await Done(await Freeze("Before"))).Text("made")}/exports";
            var before = Stored(server, ground);
            var used = long.Parse(await server.Inside("df", "--output=used", "-B1", ground.Data), CultureInfo.InvariantCulture);
            await server.Inside("mount", "-o", $"remount,size={(used + 4 * Mega).ToString(CultureInfo.InvariantCulture)}", ground.Data);
            var job = "";
            for (var tries = 0; tries < 2; tries++)
            {
                if (tries == 0)
                    await owner.Post(path, new { name = "Full" });
                else
                    (await owner.Post($"/api/jobs/{job}/retry")).Expect(200);
                var failed = (await Poll.Until(async () => (await owner.Get("/api/jobs?state=failed")).Expect(200).Items, jobs => jobs.Count == 1, 40))[0];
                job = failed.GetProperty("id").GetString()!;
                (failed.GetProperty("kind").GetString(), failed.GetProperty("problem").GetProperty("title").GetString(), failed.GetProperty("problem").GetProperty("detail").GetString())
                    .ShouldBe((kind, "The disk is full.", "Free some space on the disk of the server's data folder, then try it again."));
                Stored(server, ground).ShouldBe(before);
                // Whoever only reads doesn't notice.
                (await owner.Get($"/api/projects/{project}/tasks?limit=5")).Expect(200).Items.Count.ShouldBe(5);
                (await owner.Get("/health/ready")).Expect(200);
            }
            await server.Inside("mount", "-o", "remount,size=1g", ground.Data);
            var again = await Done((await owner.Post($"/api/jobs/{job}/retry")).Expect(200));
            again.Text("id").ShouldBe(job);
            again.Number("figures.rows").ShouldBe(Items);
            if (kind == "export")
                (await owner.Get($"/api/exports/{again.Text("id")}/file")).Expect(200).Bytes.Length.ShouldBeGreaterThan(Items * 4000);

            async Task<Answer> Done(Answer asked)
            {
                asked.Status.ShouldBeOneOf(200, 201, 202);
                var jobs = await Poll.Until(async () => (await owner.Get("/api/jobs?limit=1")).Expect(200).Items, j => j[0].GetProperty("endedAt").ValueKind != JsonValueKind.Null, 40);
                var done = (await owner.Get($"/api/jobs/{jobs[0].GetProperty("id").GetString()}")).Expect(200);
                done.Text("state").ShouldBe("done", done.Body);
                return done;
            }
        }
    }

    // All that lies in the data folder except the database, which may grow.
    static string[] Stored(Installed server, Ground ground) =>
        [.. ((string[])["blobs", "exports", "uploads"]).Select(f => $"/proc/{server.Id}/root{ground.Data}/{f}").Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];
}
