using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Statistics;

namespace Groundwork.Bench.Load;

/// <summary>
/// Brings in a project of N answers, some with marked objects, freezes it, exports it in each format and imports the native export again,
/// while C people label another project. Prints answers per second, the server's largest memory, the longest read, how long the people
/// waited for their submits before and meanwhile, and whether the hash came out the same.
/// </summary>
static class ExportLoad
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    static readonly string Ontology = Encoding.UTF8.GetString(OntologyWriter.Canonical(OntologyReader.Read("""
        {"version":1,"classes":[{"name":"place","title":"Place","geometry":["span"]},{"name":"person","title":"Person","geometry":["span"]}],
         "questions":[{"name":"tone","title":"Tone","kind":"choice","required":true,"options":[{"name":"good"},{"name":"bad"},{"name":"neutral"}]}]}
        """u8, [])!));

    internal static async Task<int> Run(string[] options)
    {
        var given = options.Chunk(2).Where(o => o.Length == 2).ToDictionary(o => o[0].TrimStart('-'), o => o[1], StringComparer.Ordinal);
        int Number(string name, int usual) => given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        if (!given.TryGetValue("url", out var url) || !given.TryGetValue("key", out var key))
        {
            await Console.Error.WriteLineAsync("export --url http://127.0.0.1:8080 --key OWNER_KEY [--pid SERVER] [--answers 1000000] [--formats jsonl,csv] [--annotators 8] [--paceMs 1000] [--again 1]");
            return 2;
        }
        int answers = Number("answers", 1_000_000), annotators = Number("annotators", 8), pid = Number("pid", 0), pace = Number("paceMs", 1000);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = annotators + 6, UseCookies = false };
        using var owner = ServeLoad.Client(handler, url, key);
        owner.Timeout = Timeout.InfiniteTimeSpan;

        var clock = Stopwatch.StartNew();
        using var lines = new Lines(answers / 2);
        var project = await Restore(owner, lines);
        Say("prepare", clock, answers, pid);
        await Fitted(pid);
        var (labelled, _) = await ServeLoad.Prepare(owner, 5_000);
        var people = await Task.WhenAll(Enumerable.Range(0, annotators).Select(i => ServeLoad.Join(handler, owner, url, i)));
        var quiet = Stopwatch.StartNew();
        await Task.WhenAll(people.Select(p => Task.Run(() => ServeLoad.Work(p, labelled, () => quiet.Elapsed > Quiet / 2, TimeSpan.FromMilliseconds(pace)))));
        quiet.Restart();
        var before = await Task.WhenAll(people.Select(p => Task.Run(() => ServeLoad.Work(p, labelled, () => quiet.Elapsed > Quiet, TimeSpan.FromMilliseconds(pace)))));
        var ended = false;
        var working = people.Select(p => Task.Run(() => ServeLoad.Work(p, labelled, () => Volatile.Read(ref ended), TimeSpan.FromMilliseconds(pace)))).ToList();

        ForgetPeak(pid);
        clock.Restart();
        var (snapshot, hash) = await Freeze(owner, project);
        Say("freeze", clock, answers, pid);
        var native = Path.GetTempFileName();
        foreach (var format in given.GetValueOrDefault("formats", "jsonl,csv,coco,conll,label-studio").Split(','))
            foreach (var what in (string[])["resolutions", "answers"])
            {
                ForgetPeak(pid);
                clock.Restart();
                var bytes = await Export(owner, snapshot, format, what, format == "jsonl" ? native : null);
                Say($"{format} {what}", clock, answers, pid, ("megabytes", bytes / 1_000_000));
            }
        Volatile.Write(ref ended, true);
        var meanwhile = await Task.WhenAll(working);

        var same = "not asked";
        if (Number("again", 1) == 1)
        {
            clock.Restart();
            await using var file = File.OpenRead(native);
            using var content = new StreamContent(file);
            var again = await Restore(owner, content);
            Say("import again", clock, answers, pid);
            same = (await Freeze(owner, again)).Hash == hash ? "identical" : "DIFFERENT";
        }
        File.Delete(native);
        double[] Submits(IEnumerable<ServeLoad.Measured> of) => [.. of.SelectMany(m => m.Submit).Order()];
        var (calm, busy) = (Submits(before), Submits(meanwhile));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            answers, annotators, paceMs = pace, submitsBefore = calm.Length, submitP99BeforeMs = ServeLoad.At(calm, 0.99), submits = busy.Length,
            submitP50Ms = ServeLoad.At(busy, 0.5), submitP99Ms = ServeLoad.At(busy, 0.99), errors = meanwhile.Sum(m => m.Errors),
            longestReadMs = (await Get(owner, "/api/storage")).GetProperty("longestReadMs").GetDouble(), hash = same,
        }));
        return 0;
    }

    static void Say(string step, Stopwatch clock, int answers, int pid, params (string Name, long Value)[] more)
    {
        var seconds = clock.Elapsed.TotalSeconds;
        var said = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["step"] = step, ["seconds"] = Math.Round(seconds, 2), ["answersPerSecond"] = Math.Round(answers / seconds), ["peakRssMb"] = pid == 0 ? -1 : Memory(pid),
        };
        foreach (var (name, value) in more)
            said[name] = value;
        Console.WriteLine(JsonSerializer.Serialize(said));
    }

    static async Task<string> Restore(HttpClient owner, HttpContent content)
    {
        using var response = await owner.PostAsync($"/api/imports/snapshot?fileName=load.jsonl&name={Guid.NewGuid():N}", content);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? (await Ended(owner, JsonElement.Parse(text))).GetProperty("made").GetString()! : throw new InvalidOperationException(text);
    }

    static async Task<(string Id, string Hash)> Freeze(HttpClient owner, string project)
    {
        var frozen = await ServeLoad.Post(owner, $"/api/projects/{project}/snapshots", new { name = "load" });
        if (frozen.TryGetProperty("kind", out _))
            frozen = await Get(owner, $"/api/snapshots/{(await Ended(owner, frozen)).GetProperty("made").GetString()}");
        return (frozen.GetProperty("id").GetString()!, frozen.GetProperty("hash").GetString()!);
    }

    static async Task<long> Export(HttpClient owner, string snapshot, string format, string what, string? to)
    {
        var job = await ServeLoad.Post(owner, $"/api/snapshots/{snapshot}/exports", new { format, what });
        using var response = await owner.GetAsync($"/api/exports/{job.GetProperty("id").GetString()}/file", HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var file = to is null ? Stream.Null : File.Create(to);
        await using var body = await response.Content.ReadAsStreamAsync();
        var (buffer, bytes) = (new byte[1 << 20], 0L);
        for (int n; (n = await body.ReadAsync(buffer)) > 0; bytes += n)
            await file.WriteAsync(buffer.AsMemory(0, n));
        return bytes;
    }

    static async Task<JsonElement> Ended(HttpClient owner, JsonElement job)
    {
        while (job.GetProperty("endedAt").ValueKind == JsonValueKind.Null)
        {
            await Task.Delay(100);
            job = await Get(owner, $"/api/jobs/{job.GetProperty("id").GetString()}");
        }
        return job.GetProperty("state").GetString() == "done" ? job : throw new InvalidOperationException(job.GetRawText());
    }

    // What the server does of itself with so many new answers is not what is measured here.
    static async Task Fitted(int pid)
    {
        if (pid == 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(20));
            return;
        }
        using var server = Process.GetProcessById(pid);
        for (var (spent, since) = (TimeSpan.Zero, Stopwatch.StartNew()); since.Elapsed < TimeSpan.FromMinutes(30);)
        {
            var before = spent;
            server.Refresh();
            spent = server.TotalProcessorTime;
            if (before > TimeSpan.Zero && spent - before < TimeSpan.FromMilliseconds(400))
                return;
            await Task.Delay(3_000);
        }
    }

    static async Task<JsonElement> Get(HttpClient owner, string path) => JsonElement.Parse(await owner.GetStringAsync(path));

    static long Memory(int pid) => long.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    // Each step has a peak of its own.
    static void ForgetPeak(int pid)
    {
        if (pid != 0)
            File.WriteAllText($"/proc/{pid}/clear_refs", "5");
    }

    // A native export that nobody made: every other text is marked by two people who mostly agree. Made while it is sent.
    sealed class Lines(int tasks) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var random = new SeededRandom(20261122);
            var page = new StringBuilder();
            for (var i = 1; i <= tasks; i++)
            {
                var begin = i > 1 ? "" : $$$"""
                    "snapshot":{"id":"made","hash":"made","manifest":{"version":2,"answers":{{{2 * tasks}}},"instructions":"","method":"dawid-skene","ontology":{{{Ontology}}},"rows":{{{tasks}}},"rowsSha256":"","rowsSize":0}},
                    """;
                page.Append(CultureInfo.InvariantCulture, $$$"""
                    {"groundwork":2,{{{begin}}}"ordinal":{{{i}}},"externalId":"text-{{{i:D8}}}","modality":"text","item":{"text":"Ada Lovelace wrote to Charles from London, and Mary came by from Turin: letter {{{i}}}"},"metadata":{"channel":"post"},"provenance":{"source":"made","licence":"CC0-1.0","row":{{{i}}}},"state":"resolved","resolution":null,"answers":[
                    """);
                for (var who = 0; who < 2; who++)
                {
                    var (author, tone) = ((i + who * 7) % 40, random.NextInt(10) == 0 ? "bad" : "good");
                    var objects = i % 2 == 0 ? $$$"""
                        {"id":"o1","class":"person","geometry":{"type":"span","start":0,"end":{{{12 + (random.NextInt(12) == 0 ? 1 : 0)}}}}},{"id":"o2","class":"place","geometry":{"type":"span","start":35,"end":41}}
                        """ : "";
                    page.Append(CultureInfo.InvariantCulture, $$$"""
                        {{{(who == 0 ? "" : ",")}}}{"annotationId":"an-{{{i}}}-{{{who}}}","author":{"id":"member-{{{author}}}","name":"Annotator {{{author}}}","kind":"person"},"submittedAt":{{{1_767_225_600_000 + i * 1000L + who}}},"activeMs":4200,"late":false,"counted":true,"revision":1,"document":{"version":1,"objects":[{{{objects}}}],"tracks":[],"relations":[],"answers":{"tone":"{{{tone}}}"} } }
                        """);
                }
                page.Append("]}\n");
                if (page.Length < 64 * 1024 && i < tasks)
                    continue;
                await stream.WriteAsync(Encoding.UTF8.GetBytes(page.ToString()));
                page.Clear();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
