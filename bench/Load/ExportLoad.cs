using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Groundwork.Server.Commands.Benching;

namespace Groundwork.Bench.Load;

/// <summary>
/// Brings in a project of N answers, some with marked objects, freezes it, exports it in each format and imports the native export again,
/// while C people label another project. Prints answers per second, the largest memory of the server and what it starts, the longest read, how long the people
/// waited for their submits before and meanwhile, and whether the hash came out the same.
/// </summary>
static class ExportLoad
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

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
        await using var memory = pid == 0 ? null : new ProcessMemory(pid);
        using var crowd = new Crowd(url, key, annotators);
        var owner = crowd.Owner;

        var clock = Stopwatch.StartNew();
        var project = await MadeProject.Bring(owner, answers, default);
        Say("prepare", clock, answers, memory);
        await Fitted(pid);
        var labelled = await crowd.Project(5_000, default);
        var people = await crowd.People(annotators, default);
        var quiet = Stopwatch.StartNew();
        await Task.WhenAll(people.Select(p => Task.Run(() => ServeBench.Label(p, labelled, () => quiet.Elapsed > Quiet / 2, TimeSpan.FromMilliseconds(pace), default))));
        quiet.Restart();
        var before = await Task.WhenAll(people.Select(p => Task.Run(() => ServeBench.Label(p, labelled, () => quiet.Elapsed > Quiet, TimeSpan.FromMilliseconds(pace), default))));
        var ended = false;
        var working = people.Select(p => Task.Run(() => ServeBench.Label(p, labelled, () => Volatile.Read(ref ended), TimeSpan.FromMilliseconds(pace), default))).ToList();

        memory?.Forget();
        clock.Restart();
        var (snapshot, hash) = await Freeze(owner, project);
        Say("freeze", clock, answers, memory);
        var native = Path.GetTempFileName();
        foreach (var format in given.GetValueOrDefault("formats", "jsonl,csv,parquet,coco,conll,label-studio").Split(','))
            foreach (var what in (string[])["resolutions", "answers"])
            {
                memory?.Forget();
                clock.Restart();
                var bytes = await Export(owner, snapshot, format, what, format == "jsonl" ? native : null);
                Say($"{format} {what}", clock, answers, memory, ("megabytes", bytes / 1_000_000));
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
            Say("import again", clock, answers, memory);
            same = (await Freeze(owner, again)).Hash == hash ? "identical" : "DIFFERENT";
        }
        File.Delete(native);
        double[] Submits(IEnumerable<ServeBench.Person> of) => [.. of.SelectMany(m => m.SubmitMs).Order()];
        var (calm, busy) = (Submits(before), Submits(meanwhile));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            answers, annotators, paceMs = pace, submitsBefore = calm.Length, submitP99BeforeMs = ServeBench.At(calm, 0.99), submits = busy.Length,
            submitP50Ms = ServeBench.At(busy, 0.5), submitP99Ms = ServeBench.At(busy, 0.99), errors = meanwhile.Sum(m => m.Errors),
            longestReadMs = (await Get(owner, "/api/storage")).GetProperty("longestReadMs").GetDouble(), hash = same,
        }));
        return 0;
    }

    static void Say(string step, Stopwatch clock, int answers, ProcessMemory? memory, params (string Name, long Value)[] more)
    {
        var seconds = clock.Elapsed.TotalSeconds;
        var said = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["step"] = step, ["seconds"] = Math.Round(seconds, 2), ["answersPerSecond"] = Math.Round(answers / seconds), ["peakRssMb"] = memory?.PeakMb ?? -1,
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
        var frozen = await Crowd.Post(owner, $"/api/projects/{project}/snapshots", new { name = "load" }, default);
        if (frozen.TryGetProperty("kind", out _))
            frozen = await Get(owner, $"/api/snapshots/{(await Ended(owner, frozen)).GetProperty("made").GetString()}");
        return (frozen.GetProperty("id").GetString()!, frozen.GetProperty("hash").GetString()!);
    }

    static async Task<long> Export(HttpClient owner, string snapshot, string format, string what, string? to)
    {
        var job = await Crowd.Post(owner, $"/api/snapshots/{snapshot}/exports", new { format, what }, default);
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
}
