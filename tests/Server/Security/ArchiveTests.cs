using System.IO.Compression;

namespace Groundwork.Server.Tests.Security;

/// <summary>Published holes of comparable products, each tried here: files and archives that are to get where they must not.</summary>
public class ArchiveTests
{
    /// <summary>Object keys with "../" that overwrote the server's own files: names are only labels here.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2026_47682(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var app = AppContext.BaseDirectory;
        string[] names = ["../../app/x.txt", "..\\..\\app\\x.txt", "C:\\x.txt", "/etc/cron.d/x.txt", "a\0.txt", new string('n', 3000) + ".txt", "dir/../../x.txt", "\u202Etxt.exe"];
        var own = Packed.Tree(app);
        var zip = Packed.Zip([.. names.Select(n => (n, "evil\n"u8.ToArray())), ("good.txt", "good\n"u8.ToArray()), ("Good.txt", "also good\n"u8.ToArray())], [("link.txt", "/etc/passwd")]);
        var done = await server.ImportFiles("Keys", ("../../../keys.zip", zip));
        done.Text("state").ShouldBe("done");
        (await server.All($"SELECT payload ->> 'text' FROM item ORDER BY ordinal", r => r.Text(0))).ShouldBe(["good", "also good"]);
        done.Errors().Count.ShouldBe(names.Length + 1);
        foreach (var name in names)
        {
            var id = await server.Owner.SendFile("text\n"u8.ToArray(), name);
            (await server.Owner.Get("/api/uploads")).Items.Single(u => u.GetProperty("id").GetString() == id).GetProperty("name").GetString()!.ShouldNotContain('/');
            await server.Ended((await server.Start(new { datasetName = "Names", uploads = new[] { new { id, path = name.Replace("\0", "", StringComparison.Ordinal) } } })).Text("importId"));
        }
        Packed.Tree(app).ShouldBe(own);
        foreach (var place in (string[])["/app/x.txt", "/etc/cron.d/x.txt", "/x.txt", Path.Combine(Path.GetTempPath(), "x.txt"), Path.Combine(server.Folder, "..", "x.txt"), Path.Combine(server.Folder, "..", "app")])
            Path.Exists(place).ShouldBeFalse(place);
        Directory.GetFiles(server.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldAllBe(f => !f!.Contains("x.txt", StringComparison.Ordinal));
    }

    /// <summary>A path in an item's field that an export read from the disk: fields are texts, and no export opens them.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2025_25295(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var secret = Path.Combine(server.Folder, "secret.txt");
        await File.WriteAllTextAsync(secret, "the secret of this machine");
        string[] paths = ["/data/local-files/?d=../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "..\\..\\etc\\passwd", secret, $"file://{secret}"];
        var rows = string.Concat(paths.Select((p, n) => System.Text.Json.JsonSerializer.Serialize(new { id = $"p{n}", text = p, image = p, asset = p }) + "\n"));
        var done = await server.ImportFiles("Paths", ("rows.zip", Packed.Zip([("rows.jsonl", System.Text.Encoding.UTF8.GetBytes(rows))], [("secret.txt", secret), ("secret.jsonl", secret)])));
        (done.Number("imported"), done.Number("failed")).ShouldBe((paths.Length, 2));
        done.Errors().ShouldAllBe(e => e.EndsWith("This is a link, not a file; links are not followed.", StringComparison.Ordinal));
        foreach (var item in await server.All($"SELECT id FROM item", r => r.Text(0)))
            foreach (var what in (string[])["file", "thumbnail"])
                (await server.Owner.Get($"/api/items/{item}/{what}")).Expect(404, "not_found");
        var made = (await server.Owner.Post("/api/projects", new { name = "P", datasetId = done.Text("datasetId"), ontology = Project.Topics, redundancy = 1, method = "majority" })).Expect(201);
        var project = new Project(server, made.Text("id"), done.Text("datasetId"));
        foreach (var format in (string[])["jsonl", "csv"])
        {
            var export = await project.Export(format, "resolutions");
            export.Body.ShouldNotContain("the secret of this machine");
            export.Body.ShouldNotContain("root:");
        }
    }

    /// <summary>Another member's unfinished or finished upload, used in an import by its id.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2025_49135(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("manager", "Ada");
        var finished = await ada.SendFile("ada's secret\n"u8.ToArray(), "secret.txt");
        var begun = (await ada.Begin(100, "secret.txt")).Id();
        foreach (var other in new[] { server.Owner, await server.Join("manager", "Bob"), await server.Stranger() })
            foreach (var id in (string[])[finished, begun, "secret.txt", $"../uploads/{begun}", "01900000-0000-7000-8000-000000000000"])
                foreach (var dryRun in (bool[])[true, false])
                    (await other.Post("/api/imports", new { datasetName = "Theirs", uploads = new[] { new { id } }, dryRun })).Expect(404, "not_found").Body.ShouldNotContain("secret");
        (await server.Count($"SELECT count(*) FROM import")).ShouldBe(0);
        (await ada.Post("/api/imports", new { datasetName = "Mine", uploads = new[] { new { id = begun } } })).Expect(409, "upload_unfinished");
        (await ada.Post("/api/imports", new { datasetName = "Mine", uploads = new[] { new { id = finished } } })).Expect(202);
    }

    /// <summary>ASVS 5.2.3: files that unpack to far more than they are, alone and in crowds, leave nothing behind and the rest is taken.</summary>
    [Theory, OnSqlite]
    public async Task ASVS_5_2_3_a_zip_bomb_is_refused_and_the_rest_is_imported(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        using var packed = new MemoryStream();
        await using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var first = new StreamWriter(zip.CreateEntry("first.txt").Open()))
                first.Write("good\n");
            foreach (var name in (string[])["bomb.txt", "bomb.png", "bomb.csv"])
                await using (var bomb = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open())
                    for (var n = 0; n < 300; n++)
                        await bomb.WriteAsync(new byte[1 << 20]);
            using (var last = new StreamWriter(zip.CreateEntry("last.txt").Open()))
                last.Write("good as well\n");
        }
        packed.Length.ShouldBeLessThan(2 << 20);
        var done = await server.ImportFiles("Bombs", ("bombs.zip", packed.ToArray()));
        (done.Text("state"), done.Number("imported"), done.Number("failed")).ShouldBe(("done", 2, 3));
        done.Errors().ShouldAllBe(e => e.EndsWith("This file unpacks to far more than it should.", StringComparison.Ordinal));
        new DirectoryInfo(server.Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length).ShouldBeLessThan(50 << 20);
        Directory.GetFiles(Path.Combine(server.Folder, "blobs", "incoming")).ShouldBeEmpty();
    }

    /// <summary>ASVS 5.2.3: very many files in one archive are imported like any others.</summary>
    [Theory, OnSqlite]
    public async Task ASVS_5_2_3_very_many_files_in_one_archive_are_no_harm(Engine engine)
    {
        const int files = 20_000;
        await using var server = await TestServer.Start(engine);
        using var packed = new MemoryStream();
        await using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            for (var n = 0; n < files; n++)
                await using (var entry = zip.CreateEntry($"{n / 1000}/{n}.txt", CompressionLevel.NoCompression).Open())
                    await entry.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"text {n}\n"));
        var id = await server.Owner.SendFile(packed.ToArray(), "many.zip");
        var done = await server.Ended((await server.Start(new { datasetName = "Many", uploads = new[] { new { id } } })).Text("importId"), seconds: 120);
        (done.Text("state"), done.Number("files"), done.Number("imported"), done.Number("failed")).ShouldBe(("done", files, files, 0));
    }
}
