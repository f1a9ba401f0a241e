using System.Text;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Hosting;
using Groundwork.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Server.Tests.Features.Data;

/// <summary>Files come in pieces by tus 1.0.0: DescribeUploads, CreateUpload, SeeUpload, AppendUpload, DiscardUpload, OverrideUpload, ListUploads.</summary>
public class UploadsTests
{
    static readonly byte[] File = Sending.Random(300_000);

    static string[] Left(TestServer server) => Directory.Exists(Path.Combine(server.Folder, "uploads")) ? Directory.GetFiles(Path.Combine(server.Folder, "uploads")) : [];

    static Task Sweep(TestServer server) => server.App.Services.GetServices<IBackgroundTask>().Single(t => t is UploadSweeper).Round(CancellationToken.None);

    static async Task<byte[]> Blob(TestServer server, string sha256)
    {
        var workspace = (await server.Owner.Get("/api/session")).Text("workspace.id");
        await using var stream = server.App.Services.GetRequiredService<FolderBlobs>().Open(workspace, sha256)!;
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    [Theory, OnSqlite]
    public async Task Options_say_what_is_spoken(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var answer = (await server.Owner.Send(HttpMethod.Options, "/api/uploads")).Expect(204);
        answer.Headers["Tus-Resumable"].ShouldBe("1.0.0");
        answer.Headers["Tus-Version"].ShouldBe("1.0.0");
        answer.Headers["Tus-Extension"].ShouldBe("creation,creation-with-upload,checksum,termination,expiration");
        answer.Headers["Tus-Checksum-Algorithm"].ShouldBe("sha256,sha1,crc32");
        long.Parse(answer.Headers["Tus-Max-Size"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(1L << 30);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_in_pieces_becomes_a_blob_of_the_workspace(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var begun = await server.Owner.Begin(File.Length, "photos.zip", Sending.Sha256(File));
        var id = begun.Id();
        begun.Headers["Tus-Resumable"].ShouldBe("1.0.0");
        begun.Headers["Location"].ShouldBe($"/api/uploads/{id}");
        DateTimeOffset.Parse(begun.Headers["Upload-Expires"], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(server.Clock.GetUtcNow() + TimeSpan.FromDays(7), TimeSpan.FromMinutes(5));

        for (var at = 0; at < File.Length; at += 100_000)
        {
            var head = (await server.Owner.Head(id)).Expect(200);
            head.Offset().ShouldBe(at);
            head.Headers["Upload-Length"].ShouldBe("300000");
            head.Headers["Cache-Control"].ShouldBe("no-store");
            head.Headers["Tus-Resumable"].ShouldBe("1.0.0");
            head.Headers["Upload-Metadata"].ShouldBe($"filename {Sending.Base64("photos.zip")},sha256 {Sending.Base64(Sending.Sha256(File))}");
            var listed = (await server.Owner.Get("/api/uploads")).Expect(200).Items.ShouldHaveSingleItem();
            (listed.GetProperty("offset").GetInt64(), listed.GetProperty("sha256").GetString()).ShouldBe((at, null));
            var taken = (await server.Owner.Append(id, at, File[at..(at + 100_000)])).Expect(204);
            taken.Offset().ShouldBe(at + 100_000);
            taken.Headers["Tus-Resumable"].ShouldBe("1.0.0");
            taken.Headers.ContainsKey("Upload-Expires").ShouldBeTrue();
        }

        (await server.Owner.Head(id)).Expect(200).Offset().ShouldBe(300_000);
        var done = (await server.Owner.Get("/api/uploads")).Items.ShouldHaveSingleItem();
        done.GetProperty("sha256").GetString().ShouldBe(Sending.Sha256(File));
        (done.GetProperty("name").GetString(), done.GetProperty("length").GetInt64(), done.GetProperty("offset").GetInt64()).ShouldBe(("photos.zip", 300_000, 300_000));
        (await Blob(server, Sending.Sha256(File))).ShouldBe(File);
        Left(server).ShouldBeEmpty();
        (await server.Owner.Append(id, 300_000, [])).Expect(204).Offset().ShouldBe(300_000);
        (await server.Owner.Append(id, 0, File)).Expect(409, "offset");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_first_bytes_may_come_with_the_beginning_and_an_empty_file_is_whole_at_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var begun = await Create(server, File.Length, File[..1000]);
        begun.Offset().ShouldBe(1000);
        (await server.Owner.Append(begun.Id(), 1000, File[1000..])).Expect(204).Offset().ShouldBe(File.Length);
        var whole = await Create(server, File.Length, File, ("Upload-Checksum", Sending.Checksum(File)));
        whole.Expect(201).Offset().ShouldBe(File.Length);
        var none = await server.Owner.Begin(0);
        none.Offset().ShouldBe(0);
        var rows = (await server.Owner.Get("/api/uploads")).Items;
        rows.Select(r => r.GetProperty("sha256").GetString()).ShouldBe([Sending.Sha256([]), Sending.Sha256(File), Sending.Sha256(File)]);
        Left(server).ShouldBeEmpty();

        (await Create(server, File.Length, File, ("Upload-Checksum", Sending.Checksum([1])))).Expect(460, "checksum").Headers.ContainsKey("Location").ShouldBeFalse();
        (await Create(server, 10, File)).Expect(413, "too_long");
        (await Create(server, File.Length, File, ("Content-Type", "text/plain"))).Status.ShouldBe(415);
        (await server.Owner.Get("/api/uploads")).Items.Count.ShouldBe(3);
        Left(server).ShouldBeEmpty();
    }

    static Task<Answer> Create(TestServer server, long length, byte[] first, params (string Name, string Value)[] headers)
    {
        var content = Sending.Content(first);
        if (headers is [("Content-Type", var type)])
            content.Headers.ContentType = new(type);
        return server.Owner.Send(HttpMethod.Post, "/api/uploads", content, [("Tus-Resumable", "1.0.0"), ("Upload-Length", $"{length}"), .. headers.Where(h => h.Name != "Content-Type")]);
    }

    [Theory, OnSqlite]
    public async Task Each_checksum_is_checked_and_a_damaged_chunk_leaves_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var text = Encoding.ASCII.GetBytes("123456789");
        (string Good, string Bad)[] sums =
        [
            ("sha256 FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=", "sha256 FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiA="),
            ("sha1 98O8HYCOBHMq32eZZczDTKeuNEE=", "sha1 98O8HYCOBHMq32eZZczDTKeuNEA="),
            ("crc32 y/Q5Jg==", "crc32 y/Q5Jw=="),
        ];
        foreach (var (good, bad) in sums)
        {
            var id = (await server.Owner.Begin(18)).Id();
            (await server.Owner.Append(id, 0, text, ("Upload-Checksum", good))).Expect(204).Offset().ShouldBe(9);
            var refused = (await server.Owner.Append(id, 9, text, ("Upload-Checksum", bad))).Expect(460, "checksum");
            refused.Offset().ShouldBe(9);
            (await server.Owner.Head(id)).Offset().ShouldBe(9);
            (await server.Owner.Append(id, 9, text, ("Upload-Checksum", good))).Expect(204).Offset().ShouldBe(18);
        }
        var open = (await server.Owner.Begin(18)).Id();
        foreach (var wrong in (string[])["md5 y/Q5Jg==", "sha256", "sha256 y/Q5Jg==", "sha256 ***", "crc32  y/Q5Jg=="])
            (await server.Owner.Append(open, 0, text, ("Upload-Checksum", wrong))).Expect(400, "invalid");
        (await server.Owner.Head(open)).Offset().ShouldBe(0);
        (await server.Owner.Get("/api/uploads")).Items.Count(i => i.GetProperty("sha256").GetString() == Sending.Sha256([.. text, .. text])).ShouldBe(3);
        Left(server).Length.ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_that_isn_t_the_announced_one_is_refused_and_begins_anew(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Begin(File.Length, sha256: Sending.Sha256(File))).Id();
        (await server.Owner.Append(id, 0, File[..100_000])).Expect(204);
        var refused = (await server.Owner.Append(id, 100_000, new byte[200_000])).Expect(460, "wrong_file");
        refused.Offset().ShouldBe(0);
        (await server.Owner.Head(id)).Offset().ShouldBe(0);
        (await server.Owner.Append(id, 0, File)).Expect(204).Offset().ShouldBe(File.Length);
        (await Blob(server, Sending.Sha256(File))).ShouldBe(File);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_doesn_t_fit_the_protocol_is_refused_by_its_own_status_and_changes_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var owner = server.Owner;
        var id = (await owner.Begin(File.Length)).Id();
        (await owner.Append(id, 0, File[..1000])).Expect(204);

        foreach (var (method, path) in new[] { (HttpMethod.Post, "/api/uploads"), (HttpMethod.Head, $"/api/uploads/{id}"), (HttpMethod.Patch, $"/api/uploads/{id}"), (HttpMethod.Delete, $"/api/uploads/{id}"), (HttpMethod.Post, $"/api/uploads/{id}") })
            foreach (var headers in new (string, string)[][] { [], [("Tus-Resumable", "0.2.2")], [("Tus-Resumable", "2.0.0")] })
            {
                var answer = (await owner.Send(method, path, null, headers)).Expect(412, "tus_version");
                answer.Headers["Tus-Version"].ShouldBe("1.0.0");
                answer.Headers["Tus-Resumable"].ShouldBe("1.0.0");
            }
        foreach (var offset in (long[])[0, 999, 1001, long.MaxValue])
            (await owner.Append(id, offset, File[1000..2000])).Expect(409, "offset").Offset().ShouldBe(1000);
        (await owner.Send(HttpMethod.Patch, $"/api/uploads/{id}", Sending.Content([1]), ("Tus-Resumable", "1.0.0"))).Expect(400, "invalid");
        (await owner.Send(HttpMethod.Patch, $"/api/uploads/{id}", Sending.Content([1]), ("Tus-Resumable", "1.0.0"), ("Upload-Offset", "-1"))).Expect(400, "invalid");
        (await owner.Send(HttpMethod.Patch, $"/api/uploads/{id}", new ByteArrayContent([1]), ("Tus-Resumable", "1.0.0"), ("Upload-Offset", "1000"))).Expect(415, "content_type");
        (await owner.Append(id, 1000, File)).Expect(413, "too_long");
        (await owner.Send(HttpMethod.Patch, $"/api/uploads/{id}", new Unsized(File), ("Tus-Resumable", "1.0.0"), ("Upload-Offset", "1000"))).Expect(413, "too_long");
        (await owner.Head(id)).Offset().ShouldBe(1000);

        foreach (var length in (string[])["", "-1", "1.5", "ten", "99999999999999999999"])
            (await owner.Send(HttpMethod.Post, "/api/uploads", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", length))).Expect(400, "invalid");
        foreach (var (name, value) in new[] { ("Upload-Defer-Length", "1"), ("Upload-Concat", "partial"), ("Upload-Metadata", "filename ***"), ("Upload-Metadata", "filename YQ==,filename YQ=="),
            ("Upload-Metadata", "sha256 YQ=="), ("Upload-Metadata", "x " + new string('A', 5000)) })
            (await owner.Send(HttpMethod.Post, "/api/uploads", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", "1"), (name, value))).Expect(400, "invalid");
        (await owner.Begin(1L << 40)).Expect(413, "too_large");
        (await owner.Get("/api/uploads")).Items.Count.ShouldBe(1);
    }

    sealed class Unsized : StreamContent
    {
        internal Unsized(byte[] bytes) : base(new MemoryStream(bytes)) => Headers.ContentType = new(Sending.Chunk);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_that_was_taken_back_is_gone_and_so_are_its_bytes(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Begin(File.Length)).Id();
        (await server.Owner.Append(id, 0, File[..1000])).Expect(204);
        (await server.Owner.Discard(id)).Expect(204);
        (await server.Owner.Head(id)).Expect(404, "not_found");
        (await server.Owner.Append(id, 1000, File[1000..])).Expect(404, "not_found");
        (await server.Owner.Discard(id)).Expect(404, "not_found");
        Left(server).ShouldBeEmpty();

        var done = await server.Owner.SendFile(File);
        (await server.Owner.Discard(done)).Expect(204);
        (await server.Owner.Get("/api/uploads")).Items.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_a_week_without_a_byte_it_is_gone_with_its_bytes_and_so_is_what_belongs_to_nobody(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var old = (await server.Owner.Begin(File.Length)).Id();
        (await server.Owner.Append(old, 0, File[..1000])).Expect(204);
        server.Clock.Advance(TimeSpan.FromDays(6));
        var kept = (await server.Owner.Begin(File.Length)).Id();
        (await server.Owner.Append(old, 1000, File[1000..2000])).Expect(204);
        server.Clock.Advance(TimeSpan.FromDays(6));
        (await server.Owner.Append(kept, 0, File[..1000])).Expect(204);
        (await server.Owner.Head(old)).Expect(200).Offset().ShouldBe(2000);
        server.Clock.Advance(TimeSpan.FromDays(2));
        System.IO.File.WriteAllText(Path.Combine(server.Folder, "uploads", Guid.NewGuid().ToString()), "of nobody");
        System.IO.File.WriteAllText(Path.Combine(server.Folder, "uploads", kept + ".part"), "left by a kill");

        (await server.Owner.Head(old)).Expect(410, "expired");
        (await server.Owner.Append(old, 2000, File[2000..])).Expect(410, "expired");
        await Sweep(server);

        (await server.Owner.Head(old)).Expect(404, "not_found");
        Left(server).Select(Path.GetFileName).ShouldBe([kept]);
        (await server.Owner.Append(kept, 1000, File[1000..])).Expect(204);
        (await Blob(server, Sending.Sha256(File))).ShouldBe(File);
    }

    [Theory, OnSqlite]
    public async Task A_young_file_without_a_row_is_left_alone(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.Owner.Begin(10);
        System.IO.File.WriteAllText(Path.Combine(server.Folder, "uploads", Guid.NewGuid().ToString()), "its row comes in a moment");
        await Sweep(server);
        Left(server).Length.ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_belongs_to_the_member_alone_and_nobody_else_finds_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("manager", "Ada");
        var id = (await ada.Begin(File.Length)).Id();
        (await ada.Append(id, 0, File[..1000])).Expect(204);
        foreach (var other in new[] { server.Owner, await server.Join("manager", "Bob"), await server.Stranger() })
        {
            (await other.Head(id)).Expect(404, "not_found");
            (await other.Append(id, 1000, File[1000..])).Expect(404, "not_found");
            (await other.Discard(id)).Expect(404, "not_found");
            (await other.Send(HttpMethod.Post, $"/api/uploads/{id}", null, ("Tus-Resumable", "1.0.0"), ("X-HTTP-Method-Override", "DELETE"))).Expect(404, "not_found");
            (await other.Get("/api/uploads")).Items.ShouldBeEmpty();
        }
        (await ada.Head(id)).Offset().ShouldBe(1000);
    }

    [Theory, OnSqlite]
    public async Task A_network_that_passes_only_posts_is_no_obstacle(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Begin(1000)).Id();
        (await server.Owner.Send(HttpMethod.Post, $"/api/uploads/{id}", Sending.Content(File[..1000]), ("Tus-Resumable", "1.0.0"), ("Upload-Offset", "0"), ("X-HTTP-Method-Override", "PATCH"))).Expect(204);
        (await server.Owner.Send(HttpMethod.Post, $"/api/uploads/{id}", null, ("Tus-Resumable", "1.0.0"))).Expect(400, "method");
        (await server.Owner.Send(HttpMethod.Post, $"/api/uploads/{id}", null, ("Tus-Resumable", "1.0.0"), ("X-HTTP-Method-Override", "DELETE"))).Expect(204);
        (await server.Owner.Head(id)).Expect(404, "not_found");
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\photo.jpg", "photo.jpg")]
    [InlineData("a\nb\0c.txt", "abc.txt")]
    [InlineData("gpj.\u202eexe", "gpj.exe")]
    [InlineData("👩\u200d👧.png", "👩\u200d👧.png")]
    [InlineData("..", "file")]
    [InlineData("photos/", "file")]
    [InlineData("", "file")]
    public void A_name_is_only_a_label(string said, string shown) => Tus.Label(said).ShouldBe(shown);
}
