namespace Groundwork.Server.Tests.Features.Data;

/// <summary>Folders of the server are read where they lie, and never written: ListFolders, SeeFolder, imports from them, and serve --folder.</summary>
public sealed class FoldersTests : IDisposable
{
    readonly string parent = Directory.CreateTempSubdirectory("groundwork-test-").FullName;

    public FoldersTests()
    {
        Directory.CreateDirectory(At("photos/2025/trip"));
        File.WriteAllText(Path.Combine(parent, "secret.txt"), "the secret of this machine");
        File.WriteAllBytes(At("photos/2025/trip/b.png"), Draw.Png(20, 10));
        File.WriteAllBytes(At("photos/2025/a.png"), Draw.Png(30, 15));
        File.WriteAllText(At("photos/2025/rows.jsonl"), "{\"id\":\"r1\",\"text\":\"one\"}\nbroken\n");
        File.WriteAllText(At("photos/.hidden.txt"), "hidden");
        File.WriteAllText(At("photos/z.txt"), "last\n");
    }

    public void Dispose() => Directory.Delete(parent, recursive: true);

    string At(string path) => Path.Combine(parent, path);

    Task<TestServer> Start(Engine engine) => TestServer.Start(engine, change: s => s with { Folders = new Dictionary<string, string>(StringComparer.Ordinal) { ["photos"] = At("photos") } });

    static async Task<Answer> Import(TestServer server, string path, string dataset = "Photographs") =>
        await server.Ended((await server.Start(new { datasetName = dataset, folder = new { root = "photos", path } })).Text("importId"));

    static List<string> Names(Answer answer, string what) => [.. answer[what].EnumerateArray().Select(n => n.ValueKind == System.Text.Json.JsonValueKind.String ? n.GetString()! : n.GetProperty("name").GetString()!)];

    [Theory, OnSqlite]
    public async Task What_is_offered_is_shown_folder_by_folder(Engine engine)
    {
        await using var server = await Start(engine);
        File.CreateSymbolicLink(At("photos/out.txt"), At("secret.txt"));
        Names((await server.Owner.Get("/api/folders")).Expect(200), "roots").ShouldBe(["photos"]);
        var top = (await server.Owner.Get("/api/folders/photos")).Expect(200);
        Names(top, "folders").ShouldBe(["2025"]);
        Names(top, "files").ShouldBe(["z.txt"]);
        (top["more"].GetBoolean(), top.Text("path")).ShouldBe((false, ""));
        var inside = (await server.Owner.Get("/api/folders/photos?path=2025")).Expect(200);
        Names(inside, "folders").ShouldBe(["trip"]);
        Names(inside, "files").ShouldBe(["a.png", "rows.jsonl"]);
        inside["files"][1].GetProperty("size").GetInt64().ShouldBe(new FileInfo(At("photos/2025/rows.jsonl")).Length);
        foreach (var path in (string[])["..", "2025/..", "2025/../..", "/etc", "2025//trip", "none", "z.txt", "2025%2f..%2f..", "..\\", "%00", "2025/"])
            (await server.Owner.Get($"/api/folders/photos?path={path}")).Expect(404, "not_found");
        (await server.Owner.Get("/api/folders/other")).Expect(404, "not_found");
        (await (await server.Join("reviewer")).Get("/api/folders")).Expect(403, "not_allowed");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task How_much_there_is_to_read_is_known_long_before_the_end(Engine engine)
    {
        await using var server = await Start(engine);
        for (var file = 0; file < 4; file++)
            File.WriteAllLines(At($"photos/2025/trip/{file}.txt"), Enumerable.Range(0, 20_000).Select(n => $"line {n} of {file}"));
        var bytes = Directory.EnumerateFiles(At("photos/2025"), "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        var import = (await server.Start(new { datasetName = "Photographs", folder = new { root = "photos", path = "2025" } })).Text("importId");
        var early = await Poll.Until(async () => (await server.Owner.Get($"/api/imports/{import}")).Expect(200), a => a.Number("bytesTotal") > 0);
        (early["endedAt"].ValueKind, early.Number("bytesTotal")).ShouldBe((System.Text.Json.JsonValueKind.Null, bytes));
        var done = await server.Ended(import);
        (done.Number("bytesTotal"), done.Number("bytesRead"), done.Number("imported")).ShouldBe((bytes, bytes, 80_003));
    }

    [Theory, OnSqlite]
    public async Task A_large_folder_is_shown_in_pages_with_its_folders_first(Engine engine)
    {
        await using var server = await Start(engine);
        Directory.CreateDirectory(At("photos/large/zz"));
        for (var n = 0; n < 2100; n++)
            File.WriteAllText(At($"photos/large/{n:0000}.txt"), "");
        var (seen, after) = (new List<string>(), "");
        for (var page = 0; page < 3; page++)
        {
            var answer = (await server.Owner.Get($"/api/folders/photos?path=large{after}")).Expect(200);
            answer["more"].GetBoolean().ShouldBe(page < 2);
            seen.AddRange([.. Names(answer, "folders"), .. Names(answer, "files")]);
            after = $"&after={seen[^1]}";
        }
        seen.ShouldBe(["zz", .. Enumerable.Range(0, 2100).Select(n => $"{n:0000}.txt")]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Pictures_stay_where_they_are_and_rows_come_in(Engine engine)
    {
        await using var server = await Start(engine);
        var (before, blobs) = (Packed.Tree(At("photos")), Path.Combine(server.Folder, "blobs"));
        var done = await Import(server, "");
        (done.Text("state"), done.Number("imported"), done.Number("failed"), done.Text("fileName")).ShouldBe(("done", 4, 1, "photos"));
        done.Errors().ShouldHaveSingleItem().ShouldStartWith("2025/rows.jsonl: ");
        (await server.All($"SELECT external_id FROM item WHERE modality = 'image' ORDER BY ordinal", r => r.Text(0))).ShouldBe(["2025/a.png", "2025/trip/b.png"]);
        var assets = await server.All($"SELECT sha256, root, path, size, modified FROM asset ORDER BY path", r => (r.Text(0), r.Text(1), r.Text(2), r.Long(3), r.Long(4)));
        assets.Select(a => (a.Item2, a.Item3)).ShouldBe([("photos", "2025/a.png"), ("photos", "2025/trip/b.png")]);
        assets[0].Item4.ShouldBe(new FileInfo(At("photos/2025/a.png")).Length);
        Directory.GetFiles(blobs, assets[0].Item1, SearchOption.AllDirectories).ShouldBeEmpty("the picture was copied");
        var item = (await server.All($"SELECT id FROM item WHERE external_id = {"2025/a.png"}", r => r.Text(0)))[0];
        (await server.Owner.Get($"/api/items/{item}/file")).Expect(200).Bytes.ShouldBe(File.ReadAllBytes(At("photos/2025/a.png")));
        (await server.Owner.Get($"/api/items/{item}/thumbnail")).Expect(200).Headers["Content-Type"].ShouldBe("image/webp");
        (await Import(server, "")).Number("duplicates").ShouldBe(4);
        Packed.Tree(At("photos")).ShouldBe(before);

        File.SetLastWriteTimeUtc(At("photos/2025/a.png"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var changed = (await server.Owner.Get($"/api/items/{item}/file")).Expect(404, "file_changed");
        changed.Text("title").ShouldContain("changed since it was imported");
        changed.Body.ShouldNotContain(parent);
        File.Delete(At("photos/2025/a.png"));
        (await server.Owner.Get($"/api/items/{item}/file")).Expect(404, "file_changed");
        (await server.Owner.Get($"/api/items/{item}/thumbnail")).Expect(200);
        // The same bytes, sent: from now on they are here.
        (await server.ImportFiles("Sent", ("a.png", Draw.Png(30, 15)))).Number("imported").ShouldBe(1);
        (await server.Owner.Get($"/api/items/{item}/file")).Expect(200).Bytes.ShouldBe(Draw.Png(30, 15));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Only_a_part_of_a_folder_and_archives_in_it(Engine engine)
    {
        await using var server = await Start(engine);
        File.WriteAllBytes(At("photos/2025/trip/more.zip"), Packed.Zip([("in.txt", "in\n"u8.ToArray()), ("c.png", Draw.Png(8, 8))], []));
        var done = await Import(server, "2025/trip");
        (done.Text("state"), done.Number("imported"), done.Text("fileName")).ShouldBe(("done", 3, "photos/2025/trip"));
        (await server.All($"SELECT external_id FROM item WHERE modality = 'image' ORDER BY ordinal", r => r.Text(0))).ShouldBe(["b.png", "more.zip/c.png"]);
        (await server.All($"SELECT path FROM asset WHERE root IS NULL", r => r.TextOrNull(0))).ShouldBe([null], "what is in an archive can't stay there");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2025_25295_links_and_paths_that_lead_out_bring_nothing_in(Engine engine)
    {
        await using var server = await Start(engine);
        File.CreateSymbolicLink(At("photos/2025/passwd.txt"), "/etc/passwd");
        File.CreateSymbolicLink(At("photos/2025/secret.png"), At("secret.txt"));
        Directory.CreateSymbolicLink(At("photos/2025/up"), parent);
        System.Diagnostics.Process.Start("mkfifo", At("photos/2025/pipe.txt")).WaitForExit();
        var done = await Import(server, "2025");
        (done.Text("state"), done.Number("imported")).ShouldBe(("done", 3));
        done.Errors().ShouldBe(["passwd.txt: This is a link; links are not followed.", "pipe.txt: This is no file but a device, pipe or socket.",
            done.Errors().Single(e => e.StartsWith("rows", StringComparison.Ordinal)), "secret.png: This is a link; links are not followed.", "up: This is a link; links are not followed."]);
        foreach (var path in (string[])["..", "../", "2025/up", "2025/up/photos", "/etc", "2025/../.."])
            (await server.Owner.Post("/api/imports", new { datasetName = "Out", folder = new { root = "photos", path } })).Expect(400, "invalid").FaultPaths.ShouldBe(["/folder"]);
        (await server.Owner.Post("/api/imports", new { datasetName = "Out", folder = new { root = "../..", path = "etc" } })).Expect(400, "invalid");
        (await server.Owner.Post("/api/imports", new { datasetName = "Out", folder = new { root = "photos", path = "" }, uploads = new[] { new { id = "x" } } })).Expect(400, "invalid");
        (await server.Count($"SELECT count(*) FROM item WHERE payload ->> 'text' LIKE '%secret%' OR payload ->> 'text' LIKE '%root:%'")).ShouldBe(0);
    }

    [Theory, OnSqlite]
    public async Task GHSA_x396_w86c_gf6w_no_operation_writes_into_a_folder_that_is_offered(Engine engine)
    {
        await using var server = await Start(engine);
        var before = Packed.Tree(parent);
        await Import(server, "");
        foreach (var name in (string[])["../../photos/x.txt", At("photos/x.txt"), "photos/x.txt"])
            await server.ImportFiles("Into it", (name, "text\n"u8.ToArray()), ("all.zip", Packed.Zip((name, "text\n"), ("fine.txt", "fine\n"))));
        foreach (var route in new RouteTable(server.App).Where(r => r.Pattern.StartsWith("/api/folders", StringComparison.Ordinal)))
            route.Method.ShouldBe("GET");
        foreach (var method in (string[])["PUT", "POST", "PATCH", "DELETE"])
            (await server.Owner.Send(new HttpMethod(method), "/api/folders/photos?path=2025", new { })).Status.ShouldBe(405);
        var dataset = (await server.Owner.Get("/api/datasets")).Items.Select(d => d.GetProperty("id").GetString()).ToList();
        foreach (var id in dataset)
            await server.Owner.Delete($"/api/datasets/{id}");
        Packed.Tree(parent).ShouldBe(before);
    }

    [Fact]
    public async Task Serve_refuses_folders_that_it_must_not_offer_and_says_why()
    {
        var data = At("data");
        Directory.CreateDirectory(data);
        Directory.CreateSymbolicLink(At("way-in"), data);
        foreach (var (folder, why) in new[] { ("photos", "say name=/path"), ("../x=/tmp", "say name=/path"), (".x=/tmp", "say name=/path"), ("photos=/none/such", "there is no such folder"),
            ($"all={parent}", "the data folder lie one in the other"), ($"own={data}", "one in the other"), ($"link={At("way-in")}", "one in the other") })
        {
            var refused = await Installed.Run(data, null, "serve", "--port", "0", "--folder", folder);
            refused.Code.ShouldBe(1, folder);
            refused.Errors.ShouldContain(why);
        }
        var twice = await Installed.Run(data, null, "serve", "--port", "0", "--folder", $"a={At("photos")}", "--folder", $"a={At("photos")}");
        twice.Errors.ShouldContain("given twice");
    }
}
