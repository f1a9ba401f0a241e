using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Groundwork.Server.Commands;
using Groundwork.Server.Features.Search;
using Groundwork.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Bench.Tables;

/// <summary>
/// Fills a database with a million items and tasks if it has none, starts a server on it and times, over HTTP, every filter, order and pair
/// that the tables offer, three at once, searches of rare and common words, and the counts of the fields. Prints JSON.
/// </summary>
static class TablesBench
{
    const string Key = "gwk_the-key-of-the-tables-benchmark";

    static readonly JsonSerializerOptions Shown = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="What">The query.</param>
    /// <param name="FirstMs">The first time, when no word of it was read before.</param>
    /// <param name="P50Ms">The middle of the others, as a client sees it.</param>
    /// <param name="P95Ms">The time that one in twenty takes longer than.</param>
    /// <param name="MaxMs">The longest.</param>
    /// <param name="CpuMs">What this process, client and server, computed for each: what is left of a time when the machine has more to do.</param>
    /// <param name="Count">The rows found.</param>
    sealed record Timed(string What, double FirstMs, double P50Ms, double P95Ms, double MaxMs, double CpuMs, long Count);

    internal static async Task<int> Run(string[] options)
    {
        var given = options.Chunk(2).Where(o => o.Length == 2).ToDictionary(o => o[0].TrimStart('-'), o => o[1], StringComparer.Ordinal);
        if (!given.TryGetValue("data", out var data))
        {
            await Console.Error.WriteLineAsync("tables --data FOLDER [--database CONNECTION] [--rows 1000000] [--times 15]");
            return 2;
        }
        var rows = int.Parse(given.GetValueOrDefault("rows", "1000000"), CultureInfo.InvariantCulture);
        var times = int.Parse(given.GetValueOrDefault("times", "15"), CultureInfo.InvariantCulture);
        var settings = new ServerSettings { Data = data, Database = given.GetValueOrDefault("database"), Port = 0, OwnerKey = Key };
        var clock = Stopwatch.StartNew();
        string member;
        await using (var first = await RunningServer.Start(settings) ?? throw new InvalidOperationException("The folder is taken."))
        {
            var filling = new Filling(first.Database, rows);
            await filling.Run();
            member = filling.Member;
            await Console.Error.WriteLineAsync($"filled in {clock.Elapsed.TotalSeconds:F0} s");
            clock.Restart();
            // Behind it the words are indexed; what is left for the direct search is less than a segment.
            while (await first.Database.Read(null, s => s.Long($"SELECT coalesce(max(indexed), 0) FROM word_index WHERE dataset = {Filling.Dataset}")) < rows - 1100)
                await Task.Delay(500);
            await Console.Error.WriteLineAsync($"indexed {clock.Elapsed.TotalSeconds:F0} s later");
        }
        await using var server = await RunningServer.Start(settings) ?? throw new InvalidOperationException("The folder is taken.");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(server.Url), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        // The first of them is the server's first request at all.
        var cold = await Once(http, "tasks?limit=100");
        var coldItems = await Once(http, "items?limit=100");
        clock.Restart();
        await Once(http, "tasks/fields");
        await Once(http, "items/fields");
        var built = clock.Elapsed.TotalSeconds;
        var bytes = server.App.Services.GetRequiredService<TableCache>().Bytes;
        var load = await File.ReadAllTextAsync("/proc/loadavg");
        var all = new List<Timed>();
        foreach (var (what, path) in Queries(member))
            all.Add(await Time(http, what, path, times));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            engine = server.Database.Engine.ToString(), rows, times, loadBefore = load.Trim(), loadAfter = (await File.ReadAllTextAsync("/proc/loadavg")).Trim(),
            firstRowsOfAColdTableMs = Math.Round(cold.Ms, 1), firstRowsOfTheNextColdTableMs = Math.Round(coldItems.Ms, 1), buildSeconds = Math.Round(built, 1), cacheMegabytes = Math.Round(bytes / 1048576.0, 1),
            workingSetMegabytes = Environment.WorkingSet / 1048576,
            groups = all.GroupBy(t => t.What.Split(':')[0]).Select(g => new
            {
                group = g.Key, queries = g.Count(), worstP50Ms = g.Max(t => t.P50Ms), worstP95Ms = g.Max(t => t.P95Ms), worstMaxMs = g.Max(t => t.MaxMs), worstFirstMs = g.Max(t => t.FirstMs), worstCpuMs = g.Max(t => t.CpuMs),
                over50Ms = g.Count(t => t.P95Ms > 50),
            }),
            slowest = all.OrderByDescending(t => t.P95Ms).Take(20),
            all,
        }, Shown));
        return 0;
    }

    static IEnumerable<(string What, string Path)> Queries(string member)
    {
        (string, object)[] texts = [("rare", new { field = "text", has = Filling.Rare }), ("common", new { field = "text", has = Filling.Common }), ("very common", new { field = "text", has = Filling.VeryCommon }),
            ("beginning", new { field = "text", has = "w12" }), ("short beginning", new { field = "text", has = "w" }), ("two words", new { field = "text", has = $"{Filling.VeryCommon} {Filling.Common}" })];
        var middle = 1_790_000_000_000 + int.MaxValue / 2;
        (string Name, object Condition)[] tasks =
        [
            ("state", new { field = "state", @is = new[] { "disputed" } }), ("batch", new { field = "batch", @is = new[] { "Batch 3", "Batch 4" } }), ("class", new { field = "class", @is = new[] { "billing" } }),
            ("other class", new { field = "class", @is = new[] { "tone=angry" } }), ("confidence", new { field = "confidence", below = 0.8 }), ("person", new { field = "person", @is = new[] { member } }),
            ("changed", new { field = "changed", from = middle }), ("priority", new { field = "priority", above = 0 }), .. texts,
        ];
        (string Name, object Condition)[] items =
        [
            ("modality", new { field = "modality", @is = new[] { "text" } }), ("import", new { field = "import", @is = new[] { Filling.Import } }), ("split", new { field = "split", not = new[] { "train" } }),
            ("tag", new { field = "tag", @is = new[] { "urgent" } }), ("created", new { field = "created", from = middle }), .. texts,
        ];
        return Of("tasks", tasks, ["ordinal", "confidence", "changed", "priority", "state"]).Concat(Of("items", items, ["ordinal", "created"]));
    }

    static IEnumerable<(string What, string Path)> Of(string table, (string Name, object Condition)[] conditions, string[] sorts)
    {
        string Path(string? sort, params object[] some) => $"{table}?limit=100&filter={Uri.EscapeDataString(JsonSerializer.Serialize(some))}{(sort is null ? "" : $"&sort={sort}")}";
        string[] orders = [.. sorts, .. sorts.Select(s => "-" + s)];
        foreach (var order in orders)
            yield return ($"{table}, order: {order}", Path(order));
        foreach (var (name, condition) in conditions)
        {
            yield return ($"{table}, filter: {name}", Path(null, condition));
            foreach (var order in orders)
                yield return ($"{table}, filter and order: {name} by {order}", Path(order, condition));
            yield return ($"{table}, fields: {name}", $"{table}/fields?filter={Uri.EscapeDataString(JsonSerializer.Serialize(new[] { condition }))}");
        }
        for (var i = 0; i < conditions.Length; i++)
            for (var j = i + 1; j < conditions.Length; j++)
            {
                yield return ($"{table}, pair: {conditions[i].Name} + {conditions[j].Name}", Path(null, conditions[i].Condition, conditions[j].Condition));
                var third = conditions[(j + 3) % conditions.Length];
                yield return ($"{table}, three and order: {conditions[i].Name} + {conditions[j].Name} + {third.Name}",
                    Path(orders[(i + j) % orders.Length], conditions[i].Condition, conditions[j].Condition, third.Condition));
            }
        yield return ($"{table}, fields: all", $"{table}/fields");
    }

    static async Task<Timed> Time(HttpClient http, string what, string path, int times)
    {
        var (first, count) = await Once(http, path);
        var (spent, computed) = (new List<double>(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < times; i++)
            spent.Add((await Once(http, path)).Ms);
        computed = Environment.CpuUsage.TotalTime - computed;
        spent.Sort();
        double At(double quantile) => Math.Round(spent[(int)Math.Ceiling(quantile * spent.Count) - 1], 1);
        return new Timed(what, Math.Round(first, 1), At(0.5), At(0.95), At(1), Math.Round(computed.TotalMilliseconds / times, 1), count);
    }

    static async Task<(double Ms, long Count)> Once(HttpClient http, string path)
    {
        var began = Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(path.StartsWith("tasks", StringComparison.Ordinal) ? $"/api/projects/{Filling.Project}/{path}" : $"/api/datasets/{Filling.Dataset}/{path}");
        var body = await response.Content.ReadAsByteArrayAsync();
        var spent = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path}: {System.Text.Encoding.UTF8.GetString(body)}");
        using var json = JsonDocument.Parse(body);
        return (spent, json.RootElement.TryGetProperty("count", out var count) ? count.GetInt64() : 0);
    }
}
