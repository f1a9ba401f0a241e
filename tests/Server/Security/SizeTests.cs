using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Xunit.Abstractions;

namespace Groundwork.Server.Tests.Security;

/// <summary>
/// What is very large costs time but no memory, measured in the server's process. GROUNDWORK_LINE_MB says how long a line is
/// (1024 for the long run), GROUNDWORK_LONG_ROWS how many rows are as long as can be, GROUNDWORK_ZIP_FILES how many files an
/// archive has (200000).
/// </summary>
public class SizeTests(ITestOutputHelper output)
{
    const int Mega = 1 << 20, MostMegabytes = 400;

    // Each is there as bytes, as characters and as values, and a few are on their way to the database at once. Where there is much
    // memory the collector takes its time, so what is really needed shows only if it may not.
    const int MostForLongestRows = 900;
    static readonly string[] LittleHeap = ["env", "DOTNET_GCHeapHardLimit=0x28000000"];

    static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : usual;

    /// <summary>A line of a gigabyte in each kind of table is left out and said, and the rows on both sides of it are there.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task A_giant_line_is_left_out_and_costs_no_memory(Engine engine)
    {
        var megabytes = Setting("GROUNDWORK_LINE_MB", 48);
        var length = (long)megabytes * Mega;
        await Measure(engine, async owner =>
        {
            var uploads = new[]
            {
                await Giant(owner, "giant.jsonl", "{\"id\":\"a1\",\"text\":\"before\"}\n{\"id\":\"a2\",\"text\":\"", megabytes, "\"}\n{\"id\":\"a3\",\"text\":\"behind\"}\n"),
                await Giant(owner, "giant.csv", "id,text\nb1,before\nb2,", megabytes, "\r\nb3,behind\r\nb4\r\n"),
                await Giant(owner, "giant.txt", "c before\n", megabytes, "\nc behind\n"),
                await Giant(owner, "open.csv", "id,text\nd1,before\nd2,\"a\n", megabytes, "\nd3,lost\n"),
            };
            var done = await Imported(owner, uploads, seconds: 60 + megabytes);
            (done.Text("state"), done.Number("imported")).ShouldBe(("done", 7));
            done["errors"].EnumerateArray().Select(e => $"{e.GetProperty("file").GetString()} {e.GetProperty("row")}: {e.GetProperty("reason").GetString()}").ShouldBe(
            [
                $"giant.jsonl 2: This line has {length + 21} bytes; at most 8388608 can be read.",
                "giant.csv 3: This row is longer than 8 million characters; it was left out.",
                "giant.csv 5: This row has 1 cells; the header has 2.",
                $"giant.txt 2: This line has {length} bytes; at most 8388608 can be read.",
                "open.csv 3: This row is longer than 8 million characters; nothing behind it was read.",
            ]);
            return $"4 lines of {megabytes} MB";
        });
    }

    /// <summary>Rows that are just short enough, made of what takes most room once it is read.</summary>
    [Theory, OnSqlite]
    public async Task The_longest_rows_that_are_read_cost_a_bounded_memory(Engine engine) => await Measure(engine, async owner =>
    {
        var rows = Setting("GROUNDWORK_LONG_ROWS", 6);
        var file = new StringBuilder();
        for (var n = 0; n < rows; n++)
            file.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"e{n}\",\"text\":\"{string.Concat(Enumerable.Repeat(n % 2 == 0 ? "\\\"" : "x", 2_000_000))}\",\"l\":[0{string.Concat(Enumerable.Repeat(",[]", 1_300_000))}]}}\n");
        var done = await Imported(owner, [await owner.SendFile(Encoding.UTF8.GetBytes(file.ToString()), "large.jsonl")], seconds: 120);
        (done.Text("state"), done.Number("imported"), done.Number("failed")).ShouldBe(("done", rows, 0));
        return $"{rows} rows of 8 MB";
    }, MostForLongestRows, LittleHeap);

    /// <summary>An archive of very many small files.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task A_zip_of_very_many_files_costs_no_memory(Engine engine)
    {
        var files = Setting("GROUNDWORK_ZIP_FILES", 5_000);
        await Measure(engine, async owner =>
        {
            using var packed = new MemoryStream();
            await using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
                for (var n = 0; n < files; n++)
                    await using (var entry = zip.CreateEntry($"{n / 1000}/{n}.txt", CompressionLevel.NoCompression).Open())
                        await entry.WriteAsync(Encoding.ASCII.GetBytes($"text {n}\n"));
            var done = await Imported(owner, [await owner.SendFile(packed.ToArray(), "many.zip")], seconds: 60 + files / 200);
            (done.Text("state"), done.Number("files"), done.Number("imported"), done.Number("failed")).ShouldBe(("done", files, files, 0));
            return $"{files} files in a zip of {packed.Length / Mega} MB";
        });
    }

    async Task Measure(Engine engine, Func<Client, Task<string>> work, long most = MostMegabytes, params string[] under)
    {
        await using var ground = await Ground.New(engine);
        var (server, url) = await Installed.Serve(ground.Data, ground.Database, under);
        using (server)
        using (var owner = Client.WithKey(url, TestServer.OwnerKey))
        {
            var since = Stopwatch.StartNew();
            var what = await work(owner);
            (await owner.Get("/health/ready")).Expect(200);
            var peak = server.PeakMegabytes;
            output.WriteLine($"{engine}: {what}: {since.Elapsed.TotalSeconds:0.0} s, peak RSS {peak} MB");
            peak.ShouldBeLessThanOrEqualTo(most);
        }
    }

    static async Task<string> Giant(Client owner, string name, string before, int megabytes, string after)
    {
        var length = before.Length + (long)megabytes * Mega + after.Length;
        var id = (await owner.Begin(length, name)).Id();
        var at = (await owner.Append(id, 0, Encoding.ASCII.GetBytes(before))).Expect(204).Offset();
        var filling = new byte[16 * Mega];
        filling.AsSpan().Fill((byte)'x');
        for (var left = (long)megabytes * Mega; left > 0; left -= Math.Min(left, filling.Length))
            at = (await owner.Append(id, at, filling[..(int)Math.Min(left, filling.Length)])).Expect(204).Offset();
        (await owner.Append(id, at, Encoding.ASCII.GetBytes(after))).Expect(204).Offset().ShouldBe(length);
        return id;
    }

    static async Task<Answer> Imported(Client owner, IEnumerable<string> uploads, int seconds)
    {
        var import = (await owner.Post("/api/imports", new { datasetName = "Large", uploads = uploads.Select(id => new { id }) })).Expect(202).Text("importId");
        return await Poll.Until(async () => (await owner.Get($"/api/imports/{import}")).Expect(200), a => a["endedAt"].ValueKind != System.Text.Json.JsonValueKind.Null, seconds);
    }
}
