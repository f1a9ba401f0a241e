using System.Diagnostics;
using Groundwork.Server.Hosting.Operation;

namespace Groundwork.Server.Tests.Operation;

/// <summary>One caller's flood is theirs alone: they are told when to come back, and everybody else is served.</summary>
public class RateLimitTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_member_who_floods_is_told_when_to_come_back_and_nobody_else_notices(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Limits = new(PerMember: 20) });
        var (ada, ben) = (await server.Join("annotator"), await server.Join("annotator"));
        using var over = new CancellationTokenSource();
        var flood = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Flood(ada, over.Token)));
        var others = new List<Answer>();
        for (var n = 0; n < 30; n++)
        {
            others.Add(await ben.Get("/api/work"));
            await Task.Delay(60, CancellationToken.None);
        }
        await over.CancelAsync();
        var (good, refused) = ((await flood).Sum(f => f.Good), (await flood).SelectMany(f => f.Refused).ToList());
        others.ShouldAllBe(a => a.Status == 200);
        refused.Count.ShouldBeGreaterThan(100);
        refused.ShouldAllBe(r => r.Status == 429 && r.Code == "too_many_requests" && int.Parse(r.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) >= 1);
        // A hundred at once and twenty a second after that, for two seconds or a little more.
        good.ShouldBeInRange(100, 320);
        await Poll.Until(async () => (await ada.Get("/api/work")).Status == 200);
        (await MetricsTests.Scrape(server))["groundwork_requests_refused_total"].Samples.Single(s => s.Labels["reason"] == "rate_member").Value.ShouldBeGreaterThanOrEqualTo(refused.Count);
    }

    [Theory, OnSqlite]
    public async Task Those_who_are_nobody_yet_count_for_their_address_and_members_there_do_not(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Limits = new(PerAddress: 5) });
        var ada = await server.Join("annotator");
        var visitor = server.Visitor();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => visitor.Get("/api/projects")));
        answers.Count(a => a.Status == 401).ShouldBeInRange(30, 60);
        answers.Where(a => a.Status != 401).ShouldAllBe(a => a.Status == 429 && a.Headers.ContainsKey("Retry-After"));
        // Whoever says that they come from elsewhere is still here, and still refused.
        (await visitor.Post("/api/session/password", new { login = "x", password = "y" }, ("X-Forwarded-For", "203.0.113.9"))).Expect(429, "too_many_requests");
        (await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ada.Get("/api/work")))).ShouldAllBe(a => a.Status == 200);
        (await visitor.Get("/")).Status.ShouldNotBe(429);
        (await visitor.Get("/health/live")).Expect(200);
    }

    [Theory, OnSqlite]
    public async Task A_workspace_is_held_to_its_share_and_another_one_is_not(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Limits = new(PerMember: 0, PerWorkspace: 20) });
        var stranger = await server.Stranger();
        var answers = await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => server.Owner.Get("/api/projects")));
        answers.Count(a => a.Status == 429).ShouldBeGreaterThan(50);
        (await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => stranger.Get("/api/projects")))).ShouldAllBe(a => a.Status == 200);
    }

    [Fact]
    public void A_bucket_gives_its_burst_and_then_its_rate_to_all_threads_together()
    {
        var buckets = new TokenBuckets(10, 50);
        var now = Stopwatch.Frequency * 1000;
        int At(long when) => Enumerable.Range(0, 200).AsParallel().Count(_ => buckets.Take("ada", when) == 0);
        At(now).ShouldBe(50);
        buckets.Take("ada", now).ShouldBeInRange(50, 110);
        At(now + Stopwatch.Frequency).ShouldBe(10);
        At(now + 100 * Stopwatch.Frequency).ShouldBe(50);
        buckets.Take("ben", now).ShouldBe(0);
        new TokenBuckets(0, 0).Take("anybody").ShouldBe(0);
    }

    [Fact]
    public void Callers_are_forgotten_when_their_bucket_is_full_and_there_are_never_too_many()
    {
        var buckets = new TokenBuckets(10, 50, most: 100);
        var now = Stopwatch.Frequency * 1000;
        for (var n = 0; n < 100; n++)
            buckets.Take($"caller-{n}", now).ShouldBe(0);
        // No room: strangers share what is left of one bucket, and those who are known keep theirs.
        Enumerable.Range(0, 1000).Count(n => buckets.Take($"other-{n}", now) == 0).ShouldBe(50);
        buckets.Take("caller-5", now).ShouldBe(0);
        buckets.Count.ShouldBe(100);
        buckets.Take("later", now + 10 * Stopwatch.Frequency).ShouldBe(0);
        buckets.Count.ShouldBe(1);
    }

    static async Task<(int Good, List<Answer> Refused)> Flood(Client by, CancellationToken over)
    {
        var (good, refused) = (0, new List<Answer>());
        while (!over.IsCancellationRequested)
        {
            var answer = await by.Get("/api/work");
            if (answer.Status == 200)
                good++;
            else
                refused.Add(answer);
        }
        return (good, refused);
    }
}
