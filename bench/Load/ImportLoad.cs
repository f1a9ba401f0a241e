using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Statistics;
using Groundwork.Server.Commands.Benching;

namespace Groundwork.Bench.Load;

/// <summary>
/// Imports N short texts into a dataset that a project labels, while C people label another project, and prints how many
/// items a second became tasks, the server's largest memory, and how long the people waited for their submits.
/// </summary>
static class ImportLoad
{
    const string Words = "the parcel that I ordered last week has not arrived and nobody answers your phone please tell me when it will be sent or give my money back "
        + "thank you for a quick reply great service as always how do I change the address of invoice 2048 it says error after payment with card";

    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    internal static async Task<int> Run(string[] options)
    {
        var given = options.Chunk(2).Where(o => o.Length == 2).ToDictionary(o => o[0].TrimStart('-'), o => o[1], StringComparer.Ordinal);
        int Number(string name, int usual) => given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        if (!given.TryGetValue("url", out var url) || !given.TryGetValue("key", out var key))
        {
            await Console.Error.WriteLineAsync("import --url http://127.0.0.1:8080 --key OWNER_KEY [--pid SERVER] [--items 1000000] [--annotators 16] [--paceMs 1000]");
            return 2;
        }
        int items = Number("items", 1_000_000), annotators = Number("annotators", 16), pid = Number("pid", 0), pace = Number("paceMs", 1000);
        using var crowd = new Crowd(url, key, annotators);
        var owner = crowd.Owner;
        var labelled = await crowd.Project(5_000, default);
        var people = await crowd.People(annotators, default);
        var (dataset, project) = await Target(owner);
        // They are at work when the import comes: what a server's very first requests cost is not what is asked here.
        var warm = Stopwatch.StartNew();
        await Task.WhenAll(people.Select(p => Task.Run(() => ServeBench.Label(p, labelled, () => warm.Elapsed > WarmUp, TimeSpan.FromMilliseconds(pace), default))));
        var clock = Stopwatch.StartNew();
        var ended = false;
        var working = people.Select(p => Task.Run(() => ServeBench.Label(p, labelled, () => Volatile.Read(ref ended), TimeSpan.FromMilliseconds(pace), default))).ToList();
        var imported = await Import(owner, dataset, items);
        var importSeconds = clock.Elapsed.TotalSeconds;
        while (await Tasks(owner, project) < items)
            await Task.Delay(50);
        var seconds = clock.Elapsed.TotalSeconds;
        Volatile.Write(ref ended, true);
        var measured = await Task.WhenAll(working);
        var submit = measured.SelectMany(m => m.SubmitMs).Order().ToArray();
        var take = measured.SelectMany(m => m.TakeMs).Order().ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            items, imported, annotators, paceMs = pace, seconds = Math.Round(seconds, 1), itemsPerSecond = Math.Round(items / seconds), importedPerSecond = Math.Round(items / importSeconds),
            peakRssMb = pid == 0 ? -1 : Memory(pid), submits = submit.Length, submitP50Ms = ServeBench.At(submit, 0.5), submitP99Ms = ServeBench.At(submit, 0.99),
            takeP50Ms = ServeBench.At(take, 0.5), takeP99Ms = ServeBench.At(take, 0.99), errors = measured.Sum(m => m.Errors),
        }));
        return 0;
    }

    static async Task<(string Dataset, string Project)> Target(HttpClient owner)
    {
        var name = $"import {Guid.NewGuid():N}";
        var dataset = (await Crowd.Post(owner, "/api/datasets", new { name }, default)).GetProperty("id").GetString()!;
        var made = await Crowd.Post(owner, "/api/projects", new { name, datasetId = dataset, redundancy = 1, method = "majority", ontology = Crowd.Ontology }, default);
        return (dataset, made.GetProperty("id").GetString()!);
    }

    static async Task<long> Import(HttpClient owner, string dataset, int items)
    {
        using var content = new Lines(items);
        using var response = await owner.PostAsync($"/api/datasets/{dataset}/imports?format=jsonl&fileName=load.jsonl", content);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonElement.Parse(text).GetProperty("imported").GetInt64() : throw new InvalidOperationException(text);
    }

    static async Task<long> Tasks(HttpClient owner, string project) =>
        JsonElement.Parse(await owner.GetStringAsync($"/api/projects/{project}")).GetProperty("progress").GetProperty("tasks").GetInt64();

    static long Memory(int pid) => long.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    // Made while it is sent: the file is never whole anywhere but at the server.
    sealed class Lines(int items) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var words = Words.Split(' ');
            var random = new SeededRandom(20261122);
            var page = new StringBuilder();
            for (var i = 0; i < items; i++)
            {
                page.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"mail-{i:D8}\",\"text\":\"");
                for (var n = 8 + random.NextInt(16); n > 0; n--)
                    page.Append(words[random.NextInt(words.Length)]).Append(n == 1 ? "." : " ");
                page.Append(CultureInfo.InvariantCulture, $"\",\"channel\":\"{(i % 3 == 0 ? "mail" : "chat")}\"}}\n");
                if (page.Length < 64 * 1024 && i < items - 1)
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
