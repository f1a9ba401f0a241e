using System.Text;
using System.Text.Json;
using Groundwork.Formats.Bundles;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Hosting;
using Groundwork.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Server.Tests.Features.Data;

/// <summary>ImportItems and PreviewImport with pictures.</summary>
public class ImportPicturesTests
{
    static async Task<string> Dataset(TestServer server) => (await server.Owner.Post("/api/datasets", new { name = "Photographs" })).Expect(201).Text("id");

    [Theory, OnSqlite, OnPostgres]
    public async Task A_picture_becomes_an_item_that_knows_its_file_its_size_and_its_name(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = await Dataset(server);
        var picture = Draw.Png(20, 10, Draw.Rgb(20, 10), 8, 2, Draw.PngExif(6));
        var said = (await server.Owner.Upload($"/api/datasets/{dataset}/imports?fileName=trips/Zürich 1.png&source=camera", picture)).Expect(200);
        (said.Text("format"), said.Number("imported"), said.Number("failed")).ShouldBe(("image", 1, 0));
        var (id, payload, asset) = (await server.All($"SELECT external_id, payload, asset FROM item", r => (r.Text(0), r.Text(1), r.Text(2)))).ShouldHaveSingleItem();
        id.ShouldBe("trips/Zürich 1.png");
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(picture));
        asset.ShouldBe(hash);
        using var json = JsonDocument.Parse(payload);
        var faults = new List<Core.Documents.Fault>();
        Core.Catalog.Named<Core.Modalities.IModality>("image")!.CheckItem(json.RootElement, faults);
        faults.ShouldBeEmpty();
        var root = json.RootElement;
        (root.GetProperty("asset").GetString(), root.GetProperty("width").GetInt32(), root.GetProperty("height").GetInt32(), root.GetProperty("name").GetString())
            .ShouldBe((hash, 10, 20, "Zürich 1.png"));
        (await server.All($"SELECT size, media_type, width, height, frames, shown_type FROM asset", r => (r.Long(0), r.Text(1), r.Long(2), r.Long(3), r.Long(4), r.Text(5))))
            .ShouldBe([(picture.Length, "image/png", 10, 20, 1, "image/png")]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_picture_again_is_the_same_item_whatever_it_is_called(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = await Dataset(server);
        (await Images.Import(server.Owner, dataset, "a.png", Draw.Png(20, 10))).Number("imported").ShouldBe(1);
        (await Images.Import(server.Owner, dataset, "a.png", Draw.Png(20, 10))).Number("duplicates").ShouldBe(1);
        (await Images.Import(server.Owner, dataset, "b.png", Draw.Png(20, 10))).Number("duplicates").ShouldBe(1);
        (await Images.Import(server.Owner, dataset, "a.png", Draw.Png(20, 12))).Number("failed").ShouldBe(1);
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(1);
        (await server.Count($"SELECT count(*) FROM asset")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_no_picture_is_reported_with_what_to_do(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = await Dataset(server);
        foreach (var (name, file) in ((string, byte[])[])[("a.png", Encoding.ASCII.GetBytes("<svg onload=alert(1)>")), ("b.jpg", []), ("c.png", Draw.Png(300, 300)[..200]),
            ("d.png", Draw.PngOf(65_535, 65_535, 8, 2, []))])
        {
            var said = (await server.Owner.Upload($"/api/datasets/{dataset}/imports?fileName={name}", file)).Expect(200);
            (said.Number("imported"), said.Number("failed")).ShouldBe((0, 1), name);
            var error = said["errors"].EnumerateArray().ShouldHaveSingleItem();
            error.GetProperty("reason").GetString().ShouldEndWith(".");
            error.GetProperty("todo").GetString().ShouldEndWith(".");
        }
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_dry_run_says_that_it_would_be_an_image_and_stores_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = await Dataset(server);
        foreach (var path in (string[])[$"/api/datasets/{dataset}/imports?dryRun=true&fileName=a.png", "/api/imports/preview?fileName=a.png"])
        {
            var said = (await server.Owner.Upload(path, Draw.Png(20, 10))).Expect(200);
            (said.Text("format"), said.Number("imported"), said["sample"][0].GetProperty("externalId").GetString()).ShouldBe(("image", 1, "a.png"));
        }
        (await server.Count($"SELECT count(*) FROM import")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM asset")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Collecting_garbage_keeps_a_picture_its_thumbnail_and_its_copy(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (_, items) = await Images.Project(server, ("a.bmp", Draw.Bmp(12, 8, 24, Draw.BmpRows(12, 8))));
        var held = new HashSet<string>(StringComparer.Ordinal);
        await new DataBlobs().Held(server.Db, await Images.Workspace(server), each => held.Add(each), default);
        var (asset, thumbnail, shown) = (await server.All($"SELECT sha256, thumbnail, shown FROM asset", r => (r.Text(0), r.Text(1), r.Text(2)))).ShouldHaveSingleItem();
        foreach (var each in (string[])[asset, thumbnail, shown])
            held.ShouldContain(each);
        (await server.Owner.Get($"/api/items/{items[0]}/file")).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_used_where_it_lies_is_read_there_and_only_as_long_as_it_is_the_same(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var workspace = await Images.Workspace(server);
        var folder = Directory.CreateTempSubdirectory("groundwork-test-");
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "2026"));
            var lies = Path.Combine(folder.FullName, "2026/a.png");
            await File.WriteAllBytesAsync(lies, Draw.Png(20, 10));
            var folders = new OfferedFolders(new ServerSettings { Data = "", Folders = new Dictionary<string, string>(StringComparer.Ordinal) { ["photos"] = folder.FullName } });
            var blobs = server.App.Services.GetRequiredService<FolderBlobs>();
            var intake = new MediaIntake(server.Db, blobs, folders, server.App.Services.GetRequiredService<Groundwork.Media.Pictures>());
            var taken = await intake.Take(workspace, new BundleFile("a.png", null, _ => throw new InvalidOperationException("It lies here.")), default, "photos", "2026/a.png");
            var asset = taken.Item.ShouldNotBeNull(taken.Reason).Stored!;
            asset.Place.ShouldBe(new MediaPlace("photos", "2026/a.png", new DateTimeOffset(File.GetLastWriteTimeUtc(lies)).ToUnixTimeMilliseconds()));
            blobs.Open(workspace, asset.Sha256).ShouldBeNull();
            await using (var thumbnail = blobs.Open(workspace, asset.Thumbnail))
                thumbnail.ShouldNotBeNull();

            Stream? Open() => folders.Open("photos", "2026/a.png", asset.Size, asset.Place!.Modified);
            await using (var opened = Open())
                opened.ShouldNotBeNull().Length.ShouldBe(asset.Size);
            await File.AppendAllTextAsync(lies, "more");
            Open().ShouldBeNull();
            foreach (var (root, path) in ((string, string)[])[("photos", "../a.png"), ("photos", "2026/../../etc/passwd"), ("other", "2026/a.png"), ("photos", "/etc/passwd")])
                folders.Open(root, path).File.ShouldBeNull();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
