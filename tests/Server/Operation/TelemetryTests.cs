using System.Text;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Groundwork.Server.Tests.Operation;

/// <summary>What goes to an operator's collector: figures, spans that go on with the caller's trace, log lines; and nothing about people.</summary>
public class TelemetryTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_collector_gets_figures_spans_and_log_lines_with_nothing_about_people(Engine engine)
    {
        await using var collector = await Collector.Start();
        await using var server = await TestServer.Start(engine, change: s => s with { Otlp = collector.Url, OtlpHeaders = "x-tenant=acme", OtlpEvery = TimeSpan.FromSeconds(1), LogRequests = true });
        var project = await Project.Make(server, name: "Mail of Lovelace");
        var ada = await server.Join("annotator", "Ada Lovelace");
        ada.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "agent-of-ada");
        var lease = await project.Lease(ada);
        var (trace, span) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N")[..16]);
        (await ada.Post($"/api/assignments/{lease}/submit?name=Lovelace", new { document = Project.Document("billing"), activeMs = 1, startedAt = 1 },
            ("Idempotency-Key", "key-number-1"), ("traceparent", $"00-{trace}-{span}-01"))).Expect(201);
        (await ada.Get("/api/nothing/ada@example.org")).Expect(404);
        var request = (await Poll.Until(() => Task.FromResult(collector.Spans()), all => all.Any(s => s.Trace == trace && s.Parent == span))).First(s => s.Trace == trace && s.Parent == span);
        request.Name.ShouldBe("POST /api/assignments/{id}/submit");
        request.Facts["http.route"].ShouldBe("/api/assignments/{id}/submit");
        request.Facts["http.response.status_code"].ShouldBe("201");
        collector.Spans().ShouldContain(s => s.Trace == trace && s.Parent == request.Id && s.Name == "database unit");
        // The flush that requests share is a span of its own, where one commit is for several.
        if (engine == Engine.Sqlite)
            (await Poll.Until(() => Task.FromResult(collector.Spans()), all => all.Any(s => s.Name == "group commit"))).Where(s => s.Name == "group commit")
                .ShouldAllBe(s => s.Parent == "" && int.Parse(s.Facts["groundwork.units"], System.Globalization.CultureInfo.InvariantCulture) > 0);
        await Poll.Until(() => Task.FromResult(collector.Metrics()), all => all.Contains("http.server.request.duration") && all.Contains("groundwork.leases.open") && all.Contains("groundwork.db.write.duration"));
        await Poll.Until(() => Task.FromResult(collector.Logs()), all => all.Any(l => l.StartsWith("POST /api/assignments/{id}/submit answered 201", StringComparison.Ordinal)));
        collector.All.ShouldAllBe(r => r.Headers == "application/x-protobuf acme");
        foreach (var (path, _, body) in collector.All)
            foreach (var word in (string[])["Lovelace", "ada@", "agent-of-ada", "gwk_", "127.0.0.1", project.Id, lease])
                Encoding.UTF8.GetString(body).ShouldNotContain(word, Case.Insensitive, path);
    }

    [Theory, OnSqlite]
    public async Task Without_a_collector_nothing_of_it_is_there_and_one_that_is_down_does_no_harm(Engine engine)
    {
        await using (var without = await TestServer.Start(engine))
            without.App.Services.GetServices<IHostedService>().ShouldNotContain(s => s is Telemetry);
        await using var server = await TestServer.Start(engine, change: s => s with { Otlp = "http://127.0.0.1:9", OtlpEvery = TimeSpan.FromSeconds(1) });
        var project = await Project.Make(server);
        await project.Label(await server.Join("annotator"), "billing");
        await Task.Delay(1500);
        (await server.Visitor().Get("/health/ready")).Expect(200);
    }

    [Fact]
    public async Task The_way_to_the_collector_leads_nowhere_else()
    {
        await using var collector = await Collector.Start();
        using var client = OutboundTelemetry.To(new Uri(collector.Url));
        (await client.PostAsync(new Uri(collector.Url + "/v1/traces"), null)).IsSuccessStatusCode.ShouldBeTrue();
        await Should.ThrowAsync<HttpRequestException>(client.GetAsync(new Uri("http://127.0.0.1:1/")));
        await Should.ThrowAsync<HttpRequestException>(client.GetAsync(new Uri("http://localhost:" + new Uri(collector.Url).Port)));
        collector.All.Count.ShouldBe(1);
    }
}
