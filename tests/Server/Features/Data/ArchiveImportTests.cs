namespace Groundwork.Server.Tests.Features.Data;

/// <summary>Archives that were uploaded are imported as the files in them.</summary>
public class ArchiveImportTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Tables_and_texts_come_in_from_zip_and_tar_and_from_several_uploads_with_their_paths(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var zip = Packed.Zip(("mails/one.jsonl", "{\"id\":\"j1\",\"text\":\"one\"}\n{\"id\":\"j2\",\"text\":\"two\"}\nbroken\n"), ("two.csv", "id,text\nc1,three\n"), ("__MACOSX/._two.csv", "x"), ("deep/er/three.txt", "four\n"));
        var alone = await server.ImportFiles("Zip", ("all.zip", zip));
        (alone.Text("state"), alone.Number("files"), alone.Number("imported"), alone.Number("failed")).ShouldBe(("done", 3, 4, 1));
        alone.Errors().ShouldHaveSingleItem().ShouldStartWith("mails/one.jsonl: ");
        (alone.Number("bytesTotal"), alone.Number("bytesRead")).ShouldBe((zip.Length, zip.Length));
        (await server.All($"SELECT import_path FROM item ORDER BY ordinal", r => r.TextOrNull(0))).ShouldBe(["mails/one.jsonl", "mails/one.jsonl", "two.csv", "deep/er/three.txt"]);

        var tar = Packed.TarGz(("a.txt", "five\n"), ("bad.jsonl", "nothing\n"));
        var many = await server.ImportFiles("Many", ("in/all.zip", zip), ("in/more.tgz", tar), ("plain.txt", "six\n"u8.ToArray()));
        (many.Text("state"), many.Number("imported"), many.Number("failed")).ShouldBe(("done", 6, 2));
        many.Errors().Select(e => e.Split(':')[0]).ShouldBe(["in/all.zip/mails/one.jsonl", "in/more.tgz/bad.jsonl"]);

        var misnamed = await server.ImportFiles("Misnamed", ("data.txt", tar));
        (misnamed.Number("imported"), misnamed.Number("failed")).ShouldBe((1, 1));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Pictures_in_an_archive_are_stored_and_their_paths_are_their_ids(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (one, two) = (Draw.Png(20, 10), Draw.Png(30, 15));
        var done = await server.ImportFiles("Photographs", ("trip.zip", Packed.Zip([("day 1/a.png", one), ("day 1/b.png", two), ("day 2/a.png", one), ("day 2/fake.png", "no"u8.ToArray())], [])));
        (done.Text("state"), done.Number("imported"), done.Number("duplicates"), done.Number("failed")).ShouldBe(("done", 2, 1, 1));
        done.Errors().ShouldHaveSingleItem().ShouldStartWith("day 2/fake.png: ");
        (await server.Items()).ShouldBe(["day 1/a.png", "day 1/b.png"]);
        var item = (await server.All($"SELECT id FROM item ORDER BY ordinal", r => r.Text(0)))[0];
        (await server.Owner.Get($"/api/items/{item}/file")).Expect(200).Bytes.ShouldBe(one);
        (await server.Count($"SELECT count(*) FROM asset WHERE root IS NULL AND width = 20 AND height = 10")).ShouldBe(1);
    }

    [Theory, OnSqlite]
    public async Task A_dry_run_looks_into_an_archive_and_writes_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = await server.Owner.SendFile(Packed.Zip(("a.csv", "id,text\n1,one\n2,\n"), ("../b.csv", "id,text\n3,three\n")), "all.zip");
        var before = Packed.Tree(Path.Combine(server.Folder, "blobs"));
        var dry = (await server.Owner.Post("/api/imports", new { datasetName = "New", uploads = new[] { new { id } }, dryRun = true })).Expect(200);
        (dry.Number("imported"), dry.Number("failed"), dry.Text("format")).ShouldBe((1, 2, "csv"));
        dry["sample"][0].GetProperty("file").GetString().ShouldBe("a.csv");
        Packed.Tree(Path.Combine(server.Folder, "blobs")).ShouldBe(before);
        (await server.Count($"SELECT count(*) FROM dataset")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_no_whole_archive_is_a_failed_import_that_says_so(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var done = await server.ImportFiles("Cut", ("all.zip", Packed.Zip(("a.txt", "one\n"))[..60]));
        (done.Text("state"), done.Text("problem.title")).ShouldBe(("failed", "The archive isn't whole: its list of contents, which stands at its end, is missing."));
        var nested = await server.ImportFiles("Nested", ("outer.zip", Packed.Zip([("inner.zip", Packed.Zip(("a.txt", "x\n")))], [])));
        (nested.Text("state"), nested.Errors()[0]).ShouldBe(("failed", "inner.zip: This is an archive in an archive, which is not opened."));
    }
}
