using System.Net.Sockets;
using System.Text;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Features.Data;

/// <summary>One writer at a time, room for what was begun, and no stop that leaves an upload stuck.</summary>
public class UploadTurnsTests
{
    static readonly byte[] File = Sending.Random(10_000);

    /// <summary>A connection that has begun a chunk of all the rest and sends it by hand.</summary>
    static async Task<TcpClient> Open(TestServer server, string id, int offset)
    {
        var (client, url) = (new TcpClient { NoDelay = true }, new Uri(server.Url));
        await client.ConnectAsync(url.Host, url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PATCH /api/uploads/{id} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {TestServer.OwnerKey}\r\n"
            + $"Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: {Sending.Chunk}\r\nContent-Length: {File.Length - offset}\r\n\r\n"));
        return client;
    }

    [Theory, OnSqlite]
    public async Task A_second_writer_waits_for_a_live_one_and_takes_over_from_a_silent_one(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Begin(File.Length)).Id();
        using var first = await Open(server, id, 0);
        await first.GetStream().WriteAsync(File.AsMemory(0, 100));
        await Poll.Until(async () => (await server.Owner.Head(id)).Offset() == 100);
        var sent = 100;
        var second = server.Owner.Append(id, 100, File[100..]);
        // Faster than what the web server takes for a dead connection.
        for (; !second.IsCompleted; await Task.Delay(100))
        {
            await first.GetStream().WriteAsync(File.AsMemory(sent, 100));
            sent += 100;
        }
        (await second).Expect(423, "locked").Headers["Retry-After"].ShouldBe("1");

        await Poll.Until(async () => (await server.Owner.Head(id)).Offset() == sent);
        (await server.Owner.Append(id, sent, File[sent..])).Expect(204).Offset().ShouldBe(File.Length);
        (await server.Owner.Get("/api/uploads")).Items[0].GetProperty("sha256").GetString().ShouldBe(Sending.Sha256(File));
    }

    [Theory, OnSqlite]
    public async Task A_connection_that_broke_off_leaves_what_it_brought_and_no_lock(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Begin(File.Length)).Id();
        for (var at = 0; at < 5000; at += 1000)
        {
            using var client = await Open(server, id, at);
            await client.GetStream().WriteAsync(File.AsMemory(at, 1000));
            await Poll.Until(async () => (await server.Owner.Head(id)).Offset() == at + 1000);
        }
        (await server.Owner.Append(id, 5000, File[5000..])).Expect(204);
        (await server.Owner.Get("/api/uploads")).Items[0].GetProperty("sha256").GetString().ShouldBe(Sending.Sha256(File));
    }

    [Theory, OnSqlite]
    public async Task Taking_it_back_ends_a_writer_at_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Begin(File.Length)).Id();
        using var first = await Open(server, id, 0);
        await first.GetStream().WriteAsync(File.AsMemory(0, 10));
        await Poll.Until(async () => (await server.Owner.Head(id)).Offset() == 10);
        (await server.Owner.Discard(id)).Expect(204);
        (await server.Owner.Head(id)).Expect(404, "not_found");
        Directory.GetFiles(Path.Combine(server.Folder, "uploads")).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task All_bytes_here_but_not_yet_a_blob_is_made_good_when_somebody_asks(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Begin(File.Length)).Id();
        (await server.Owner.Append(id, 0, File[..9000])).Expect(204);
        // As if it had been killed after the last byte and before anything else.
        await System.IO.File.WriteAllBytesAsync(Path.Combine(server.Folder, "uploads", id), File);
        await server.Restart();
        (await server.Owner.Head(id)).Expect(200).Offset().ShouldBe(File.Length);
        Sha256Of(await server.Owner.Get("/api/uploads")).ShouldBe(Sending.Sha256(File));

        // As if it had been killed after the file was moved and before that was written down.
        await server.Change("Data", $"UPDATE upload SET sha256 = NULL");
        await server.Restart();
        (await server.Owner.Head(id)).Expect(200).Offset().ShouldBe(File.Length);
        Sha256Of(await server.Owner.Get("/api/uploads")).ShouldBe(Sending.Sha256(File));
    }

    [Theory, OnSqlite]
    public async Task Bytes_that_were_lost_with_their_disk_are_asked_for_again(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Owner.Begin(File.Length)).Id();
        (await server.Owner.Append(id, 0, File[..9000])).Expect(204);
        Directory.Delete(Path.Combine(server.Folder, "uploads"), recursive: true);
        (await server.Owner.Append(id, 9000, File[9000..])).Expect(409, "offset").Offset().ShouldBe(0);
        (await server.Owner.Append(id, 0, File)).Expect(204);
        Sha256Of(await server.Owner.Get("/api/uploads")).ShouldBe(Sending.Sha256(File));
    }

    static string? Sha256Of(Answer list) => list.Items[0].GetProperty("sha256").GetString();

    [Theory, OnSqlite, OnPostgres]
    public async Task A_workspace_may_have_so_much_unfinished_and_no_more(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Uploads = new UploadLimits(FileBytes: 1000, UnfinishedBytes: 1500, UnfinishedFiles: 3) });
        (await server.Owner.Begin(1001)).Expect(413, "too_large");
        var first = (await server.Owner.Begin(1000)).Id();
        (await server.Owner.Begin(501)).Expect(413, "too_many_uploads").Text("detail").ShouldContain("GET /api/uploads");
        (await server.Owner.Append(first, 0, File[..1000])).Expect(204);
        var more = new List<string>();
        for (var n = 0; n < 3; n++)
            more.Add((await server.Owner.Begin(500)).Id());
        (await server.Owner.Begin(0)).Expect(413, "too_many_uploads");
        (await (await server.Stranger()).Begin(1000)).Expect(201);
        (await server.Owner.Discard(more[0])).Expect(204);
        (await server.Owner.Begin(500)).Expect(201);
    }

    [Theory, OnSqlite]
    public async Task What_the_disk_has_no_room_for_is_refused_before_it_comes(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var free = new DriveInfo(server.Folder).AvailableFreeSpace;
        await using var tight = await TestServer.Start(engine, change: s => s with { Uploads = new UploadLimits(SpareBytes: free - 200_000_000) });
        var refused = (await tight.Owner.Begin(1_000_000_000)).Expect(507, "storage_full");
        refused.Text("title").ShouldContain("There is no room for");
        (await tight.Owner.Begin(10_000)).Expect(201);
        // What is promised to one can't be promised to another.
        (await tight.Owner.Begin(100_000_000)).Expect(201);
        (await tight.Owner.Begin(150_000_000)).Expect(507, "storage_full");
    }
}
