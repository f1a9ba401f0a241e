using System.Net;
using Groundwork.Server.Hosting.Operation;
using static Groundwork.Server.Tests.Operation.PrometheusText;

namespace Groundwork.Server.Tests.Operation;

/// <summary>The server's figures: in the format that Prometheus reads, right, bounded, and for operators only.</summary>
public class MetricsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_the_server_does_is_counted_by_route_and_only_grows(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, 6);
        var ada = await server.Join("annotator");
        var before = await Scrape(server);
        for (var n = 0; n < 3; n++)
            await project.Label(ada, "billing");
        await project.Lease(ada);
        await project.Freeze();
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(10_100);
        var after = await Scrape(server);
        Grows(before, after);
        Requests(after, "POST", "/api/assignments/{id}/submit", "201").ShouldBe(3);
        Requests(after, "POST", "/api/projects/{id}/take", "200").ShouldBe(4);
        Value(after, "http_server_active_requests").ShouldBe(1);
        Value(after, "groundwork_leases_open").ShouldBe(1);
        Value(after, "groundwork_db_write_duration_seconds", "_count").ShouldBeGreaterThan(Value(before, "groundwork_db_write_duration_seconds", "_count"));
        Value(after, "groundwork_db_read_duration_seconds", "_count").ShouldBeGreaterThan(0);
        Value(after, "groundwork_db_size_bytes").ShouldBeGreaterThan(100_000);
        Value(after, "groundwork_disk_free_bytes").ShouldBeGreaterThan(0);
        Value(after, "dotnet_process_memory_working_set_bytes").ShouldBeGreaterThan(10_000_000);
        after["groundwork_jobs_ended_total"].Samples.Single(s => s.Labels["outcome"] == "done").Value.ShouldBe(1);
        after["groundwork_jobs"].Samples.Select(s => s.Labels["state"]).ShouldBe(["running", "waiting"], ignoreOrder: true);
        after.Keys.Where(k => k.StartsWith("groundwork_db_commit", StringComparison.Ordinal)).Any().ShouldBe(engine == Engine.Sqlite);
        foreach (var name in (string[])["groundwork_outbox_lag_seconds", "groundwork_audit_lag_seconds", "groundwork_counters_open", "groundwork_webhook_deliveries_waiting", "groundwork_db_write_waiting",
            "groundwork_db_write_wait_seconds", "groundwork_db_read_longest_seconds", "groundwork_blobs_size_bytes", "dotnet_process_cpu_time_seconds_total", "dotnet_gc_collections_total"])
            after.ShouldContainKey(name);
    }

    [Theory, OnSqlite]
    public async Task Whatever_is_asked_for_makes_no_new_series(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Limits = new(PerAddress: 0) });
        var project = await Project.Make(server);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(server.Url) };
        async Task Ask(int round)
        {
            foreach (var path in (string[])[$"/api/projects/{Guid.NewGuid()}", $"/api/{round}/ada@example.org", $"/p/{round}?name=ada", $"/api/projects/%0A%22{round}", $"/api/tasks/{round}%2F..%2F", "/api/projects/" + new string('x', 2000)])
            foreach (var method in (string[])["GET", "POST", "DELETE", $"METHOD{round}"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                request.Headers.TryAddWithoutValidation("User-Agent", $"agent-{round}");
                if (round % 2 == 0)
                    request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {TestServer.OwnerKey}");
                using var response = await http.SendAsync(request);
            }
        }
        await Ask(0);
        await Ask(1);
        var before = Names(await Scrape(server));
        for (var round = 2; round < 60; round++)
            await Ask(round);
        var text = await Text(server);
        Names(Read(text)).ShouldBe(before.Concat(before).Distinct(), ignoreOrder: true);
        foreach (var told in (string[])["ada", "agent-", "METHOD5", "xxxx", project.Id, "127.0.0.1", "%0A"])
            text.ShouldNotContain(told, Case.Sensitive);
    }

    [Theory, OnSqlite]
    public async Task For_everybody_but_operators_there_is_nothing_there(Engine engine)
    {
        const string token = "a-token-that-nobody-guesses";
        await using var server = await TestServer.Start(engine, change: s => s with { MetricsToken = token });
        var ada = await server.Join("owner");
        var key = (await ada.Post("/api/keys", new { name = "script", scope = "read" })).Expect(201).Text("key");
        var ben = (await (await server.Join("manager")).Post("/api/keys", new { name = "script" })).Expect(201).Text("key");
        var stranger = await server.Stranger();
        foreach (var nobody in (Client[])[server.Visitor(), ada, stranger, server.ByKey(ben), server.ByKey("gwk_wrong"), server.ByKey(token[..^1]), server.ByKey("")])
            (await nobody.Get("/metrics")).Expect(404).Body.ShouldNotContain("groundwork_");
        foreach (var somebody in (Client[])[server.Owner, server.ByKey(key), server.ByKey(token)])
            (await somebody.Get("/metrics")).Expect(200).Headers["Content-Type"].ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        (await server.ByKey(token).Get("/api/projects")).Expect(401);
    }

    [Fact]
    public void Labels_are_escaped_and_equal_ones_come_once()
    {
        using var meter = new System.Diagnostics.Metrics.Meter("test");
        var family = new MetricFamily(meter.CreateCounter<long>("odd.name-1", "By", "A \\ and\na line"));
        for (var n = 0; n < 3; n++)
            family.Take(2, [new("a.b", new string("x\"\\\ny".ToCharArray()))]);
        var read = Read(MetricText.Of([family])).Single().Value;
        (read.Name, read.Help).ShouldBe(("odd_name_1_bytes_total", "A \\\\ and\\na line"));
        read.Samples.Single().Labels["a_b"].ShouldBe("x\\\"\\\\\\ny");
        read.Samples.Single().Value.ShouldBe(6);
    }

    [Fact]
    public void Counting_makes_no_garbage_once_a_series_is_known()
    {
        using var meter = new System.Diagnostics.Metrics.Meter("test");
        var histogram = meter.CreateHistogram<double>("h", "s");
        var family = new MetricFamily(histogram);
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((MetricFamily)state!).Take(value, tags));
        listener.EnableMeasurementEvents(histogram, family);
        object status = 200;
        void Count() => histogram.Record(0.01, new("method", "GET"), new("route", "/api"), new("status", status));
        for (var n = 0; n < 100; n++)
            Count();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 10_000; n++)
            Count();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
        family.All.Single().Count.ShouldBe(10_100);
    }

    static HashSet<string> Names(Dictionary<string, Family> families) =>
        [.. families.Values.SelectMany(f => f.Samples).Where(s => s.Name.StartsWith("http_", StringComparison.Ordinal)).Select(s => s.Series).Where(s => !s.Contains("/metrics", StringComparison.Ordinal))];

    static void Grows(Dictionary<string, Family> before, Dictionary<string, Family> after)
    {
        foreach (var family in before.Values.Where(f => f.Type is "counter" or "histogram"))
        {
            var later = after[family.Name].Samples.ToDictionary(s => s.Series, s => s.Value, StringComparer.Ordinal);
            foreach (var sample in family.Samples)
                later[sample.Series].ShouldBeGreaterThanOrEqualTo(sample.Value, sample.Series);
        }
    }

    static double Requests(Dictionary<string, Family> families, string method, string route, string status) => families["http_server_request_duration_seconds"].Samples
        .Where(s => s.Name.EndsWith("_count", StringComparison.Ordinal) && s.Labels["http_request_method"] == method && s.Labels["http_route"] == route && s.Labels["http_response_status_code"] == status).Sum(s => s.Value);

    internal static double Value(Dictionary<string, Family> families, string name, string suffix = "") => families[name].Samples.Where(s => s.Name == name + suffix).Sum(s => s.Value);

    internal static async Task<Dictionary<string, Family>> Scrape(TestServer server) => Read(await Text(server));

    static async Task<string> Text(TestServer server) => (await server.Owner.Get("/metrics")).Expect(200).Body;
}
