using System.Globalization;

namespace Groundwork.Server.Tests.Features.Data;

/// <summary>
/// A disk that is full or fails while bytes come in: the client is told so, what HEAD says is there is there, and the upload goes
/// on to the right bytes. The disk is a small one in memory that only the server's process sees (Linux user namespaces).
/// </summary>
public class UploadDiskTests
{
    const int Mega = 1 << 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disk_that_gets_full_while_a_chunk_comes_in_stops_the_upload_and_room_lets_it_go_on(bool checksum)
    {
        await using var ground = await Ground.New(Engine.Sqlite);
        var content = Sending.Random(24 * Mega);
        var (server, url) = await Installed.Serve(ground.Data, null, "unshare", "-Urm", "sh", "-c", "mount -t tmpfs -o size=1g none \"$0\" && exec \"$@\"", ground.Data);
        using (server)
        using (var owner = Client.WithKey(url, TestServer.OwnerKey))
        {
            var id = (await owner.Begin(content.Length, "large.bin", Sending.Sha256(content))).Id();
            (await Append(0, 8 * Mega)).Expect(204);
            var used = long.Parse(await server.Inside("df", "--output=used", "-B1", ground.Data), CultureInfo.InvariantCulture);
            await server.Inside("mount", "-o", $"remount,size={(used + 3 * Mega).ToString(CultureInfo.InvariantCulture)}", ground.Data);
            var offset = 8L * Mega;
            for (var tries = 0; tries < 2; tries++)
            {
                var full = (await Append(offset, content.Length - (int)offset)).Expect(507, "storage_full");
                (full.Text("title"), full.Text("detail")).ShouldBe(("The disk is full.", "Free some space on the disk of the server's data folder, then send it again."));
                full.Headers["Retry-After"].ShouldBe("5");
                offset = (await owner.Head(id)).Expect(200).Offset();
                offset.ShouldBeInRange(8L * Mega, checksum ? 8L * Mega : 12L * Mega, "a chunk that wasn't checked to its end counts, or what was there is gone");
                var here = await File.ReadAllBytesAsync($"/proc/{server.Id}/root{ground.Data}/uploads/{id}");
                here.AsSpan().SequenceEqual(content.AsSpan(0, (int)offset)).ShouldBeTrue("HEAD says what isn't there");
                File.Exists($"/proc/{server.Id}/root{ground.Data}/uploads/{id}.part").ShouldBeFalse();
            }
            await server.Inside("mount", "-o", "remount,size=1g", ground.Data);
            (await Append(offset, content.Length - (int)offset)).Expect(204).Offset().ShouldBe(content.Length);
            (await owner.Get("/api/uploads")).Items.ShouldHaveSingleItem().GetProperty("sha256").GetString().ShouldBe(Sending.Sha256(content));
            var blob = Directory.GetFiles($"/proc/{server.Id}/root{ground.Data}/blobs", Sending.Sha256(content), SearchOption.AllDirectories).ShouldHaveSingleItem();
            Sending.Sha256(await File.ReadAllBytesAsync(blob)).ShouldBe(Sending.Sha256(content));
            (await owner.Get("/health/ready")).Expect(200);

            Task<Answer> Append(long at, int count)
            {
                var bytes = content.AsSpan((int)at, count).ToArray();
                return owner.Append(id, at, bytes, checksum ? [("Upload-Checksum", Sending.Checksum(bytes))] : []);
            }
        }
    }

    /// <summary>After a flush that failed nobody knows what is on the disk, so nothing of the file counts.</summary>
    [Theory]
    [InlineData("ENOSPC", 507, "storage_full")]
    [InlineData("EIO", 503, "storage_unavailable")]
    public async Task A_flush_that_fails_is_told_and_nothing_of_the_file_counts_any_more(string error, int status, string code)
    {
        await using var ground = await Ground.New(Engine.Sqlite);
        var content = Sending.Random(4 * Mega);
        var (first, url) = await Installed.Serve(ground.Data, null);
        string id;
        using (first)
        using (var owner = Client.WithKey(url, TestServer.OwnerKey))
        {
            id = (await owner.Begin(content.Length, "large.bin", Sending.Sha256(content))).Id();
            (await owner.Append(id, 0, content[..Mega])).Expect(204);
        }
        var trace = Path.Combine(ground.Data, "trace");
        var (second, at) = await Installed.Serve(ground.Data, null, "strace", "-D", "-f", "-qq", "--seccomp-bpf", "-o", trace, "-P", Path.Combine(ground.Data, "uploads", id),
            "-e", "trace=fsync", "-e", $"inject=fsync:error={error}");
        using (second)
        using (var owner = Client.WithKey(at, TestServer.OwnerKey))
        {
            (await owner.Append(id, Mega, content[Mega..])).Expect(status, code).Text("detail").ShouldNotBeNullOrWhiteSpace();
            (await owner.Send(HttpMethod.Head, $"/api/uploads/{id}", null, ("Tus-Resumable", "1.0.0"))).Status.ShouldBe(status);
            (await owner.Get("/health/ready")).Expect(200);
            File.ReadLines(trace).Count(l => l.Contains("(INJECTED)", StringComparison.Ordinal)).ShouldBe(2, "one for each request: a failed flush is not tried again");
        }
        var (third, now) = await Installed.Serve(ground.Data, null);
        using (third)
        using (var owner = Client.WithKey(now, TestServer.OwnerKey))
        {
            (await owner.Head(id)).Expect(200).Offset().ShouldBe(0);
            (await owner.Append(id, 0, content)).Expect(204).Offset().ShouldBe(content.Length);
            (await owner.Get("/api/uploads")).Items.ShouldHaveSingleItem().GetProperty("sha256").GetString().ShouldBe(Sending.Sha256(content));
        }
    }
}
