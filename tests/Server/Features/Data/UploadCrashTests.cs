using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace Groundwork.Server.Tests.Features.Data;

/// <summary>
/// An upload survives kills of the client and of the server, one after the other, and ends with the bytes that were sent.
/// GROUNDWORK_UPLOAD_MB says how long the file is, GROUNDWORK_UPLOAD_KILLS how often each of the two dies.
/// </summary>
public class UploadCrashTests(ITestOutputHelper output)
{
    const int Mega = 1 << 20;

    static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : usual;

    [Theory, OnSqlite, OnPostgres]
    public async Task An_upload_survives_kills_of_the_client_and_of_the_server(Engine engine)
    {
        var (megabytes, kills) = (Setting("GROUNDWORK_UPLOAD_MB", 48), Setting("GROUNDWORK_UPLOAD_KILLS", 4));
        var since = Stopwatch.StartNew();
        await using var ground = await Ground.New(engine);
        var (server, url) = await Installed.Serve(ground.Data, ground.Database);
        var sha256 = Enumerable.Range(0, megabytes).Aggregate(IncrementalHash.CreateHash(HashAlgorithmName.SHA256), (hash, n) => { hash.AppendData(Megabyte(n)); return hash; }).GetHashAndReset();
        string id;
        using (var owner = Client.WithKey(url, TestServer.OwnerKey))
            id = (await owner.Begin((long)megabytes * Mega, "large.bin", Convert.ToHexStringLower(sha256))).Id();

        var (random, acknowledged, arrived, resumed) = (new Random(5), 0L, 0L, 0);
        for (var turn = 0; turn <= 2 * kills; turn++)
        {
            using var owner = Client.WithKey(url, TestServer.OwnerKey);
            var offset = (await Resume(owner, id)).Offset();
            offset.ShouldBeGreaterThanOrEqualTo(Math.Max(acknowledged, arrived), "something that was here is gone");
            resumed += offset > arrived ? 1 : 0;
            arrived = offset;
            var last = turn == 2 * kills;
            var leg = last ? long.MaxValue : (long)(megabytes * (double)Mega / (2 * kills + 1) * (0.5 + random.NextDouble()));
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(url), Timeout = Timeout.InfiniteTimeSpan };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestServer.OwnerKey);
            // By turns as one long chunk, and as short ones with their checksums.
            var once = turn % 4 < 2;
            acknowledged = await Send(client, id, offset, megabytes, once, leg, turn % 2 == 0 ? client.CancelPendingRequests : server.Kill);
            if (!last && turn % 2 == 1)
            {
                server.Dispose();
                (server, url) = await Installed.Serve(ground.Data, ground.Database);
            }
            if (!last && !once && turn % 2 == 1)
                using (var look = Client.WithKey(url, TestServer.OwnerKey))
                    (await Resume(look, id)).Offset().ShouldBe(acknowledged, "a chunk that wasn't checked to its end counts");
        }
        using (server)
        using (var owner = Client.WithKey(url, TestServer.OwnerKey))
        {
            acknowledged.ShouldBe((long)megabytes * Mega);
            var done = (await owner.Get("/api/uploads")).Items.ShouldHaveSingleItem();
            done.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(sha256));
            var workspace = (await owner.Get("/api/session")).Text("workspace.id");
            var blob = Path.Combine(ground.Data, "blobs", workspace, Convert.ToHexStringLower(sha256)[..2], Convert.ToHexStringLower(sha256));
            await using var stored = File.OpenRead(blob);
            (await SHA256.HashDataAsync(stored)).ShouldBe(sha256);
            Directory.GetFiles(Path.Combine(ground.Data, "uploads")).ShouldBeEmpty();
        }
        resumed.ShouldBeGreaterThan(kills / 2, "it hardly ever went on from where it was");
        output.WriteLine($"{engine}: {megabytes} MB, {kills} kills of each, gone on {resumed} times, {since.Elapsed.TotalSeconds:0.0} s");
    }

    static byte[] Megabyte(int n) => Sending.Random(Mega, n + 1);

    // The server may not have noticed yet that the client is gone; clients wait and ask again.
    static async Task<Answer> Resume(Client owner, string id)
    {
        for (var before = -1L; ; await Task.Delay(100))
        {
            var head = (await owner.Head(id)).Expect(200);
            if (head.Offset() == before)
                return head;
            before = head.Offset();
        }
    }

    // Sends until so many bytes have gone out, and then kills; says up to where the server acknowledged.
    static async Task<long> Send(HttpClient client, string id, long offset, int megabytes, bool once, long leg, Action kill)
    {
        var acknowledged = offset;
        while (offset < (long)megabytes * Mega)
        {
            var to = once ? (long)megabytes * Mega : Math.Min((long)megabytes * Mega, offset + Mega);
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/uploads/{id}") { Content = new Pieces(offset, to, () => leg, sent => leg -= sent, kill) };
            request.Headers.Add("Tus-Resumable", "1.0.0");
            request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
            if (!once)
                request.Headers.Add("Upload-Checksum", Sending.Checksum(Bytes(offset, (int)(to - offset))));
            try
            {
                using var answer = await client.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.Locked)
                    continue;
                answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
                acknowledged = offset = to;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
            {
                return acknowledged;
            }
        }
        return acknowledged;
    }

    static byte[] Bytes(long from, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var (n, within) = ((int)((from + done) / Mega), (int)((from + done) % Mega));
            var part = Megabyte(n).AsSpan(within, Math.Min(Mega - within, count - done));
            part.CopyTo(bytes.AsSpan(done));
            done += part.Length;
        }
        return bytes;
    }

    sealed class Pieces : HttpContent
    {
        readonly long from, to;
        readonly Func<long> left;
        readonly Action<long> sent;
        readonly Action kill;

        internal Pieces(long from, long to, Func<long> left, Action<long> sent, Action kill)
        {
            (this.from, this.to, this.left, this.sent, this.kill) = (from, to, left, sent, kill);
            Headers.ContentType = new MediaTypeHeaderValue(Sending.Chunk);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var at = from; at < to;)
            {
                var piece = Bytes(at, (int)Math.Min(Math.Min(to - at, 256 * 1024), Mega - at % Mega));
                if (left() < piece.Length)
                {
                    // In the middle of a chunk, whose first half is on its way.
                    await stream.WriteAsync(piece.AsMemory(0, piece.Length / 2));
                    await stream.FlushAsync();
                    await Task.Delay(20);
                    kill();
                    throw new HttpRequestException("killed");
                }
                await stream.WriteAsync(piece);
                sent(piece.Length);
                at += piece.Length;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = to - from;
            return true;
        }
    }
}
