using System.Net;
using Groundwork.Server.Features.Live;
using Groundwork.Server.Hosting;
using Groundwork.Server.Tests.Operation;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Server.Tests.Features.Live;

/// <summary>The stream of changes: it names what changed, at once, to whoever may read it, and to nobody else.</summary>
public class FollowChangesTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_stream_begins_with_everything_and_names_within_a_second_what_somebody_submitted(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, 5);
        var ada = await server.Join("annotator");
        await using var owner = await Listener.Start(server.Owner);
        owner.Response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        owner.Response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        owner.Response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (owner.All[0].Name, owner.All[0].Topics.Count).ShouldBe(("everything", 0));
        owner.All[0].Id.ShouldNotBeNull();
        // The machine may be busy with other tests: one of a few times counts.
        Heard told;
        var tries = 0;
        double seconds;
        do
        {
            await Task.Delay(1500);
            owner.Forget();
            var lease = await project.Lease(ada);
            await Task.Delay(1500);
            owner.Forget();
            (await Project.Submit(ada, lease, Project.Document("billing"))).Expect(201);
            var before = System.Diagnostics.Stopwatch.GetTimestamp();
            told = await owner.Hears($"tasks:{project.Id}");
            seconds = System.Diagnostics.Stopwatch.GetElapsedTime(before).TotalSeconds;
        }
        while (seconds > 1 && ++tries < 4);
        seconds.ShouldBeLessThanOrEqualTo(1);
        (told.Name, told.Id).ShouldBe(("changed", told.Id));
        Mark.Of(told.Id).ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_change_that_a_screen_shows_is_told(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, 6, redundancy: 2);
        var (ada, eve) = (await server.Join("annotator"), await server.Join("annotator", "Eve"));
        await using var owner = await Listener.Start(server.Owner);
        var id = project.Id;
        async Task After(Func<Task> act, params string[] topics)
        {
            owner.Forget();
            await act();
            foreach (var topic in topics)
                await owner.Hears(topic);
        }
        await After(() => project.Take(ada), $"tasks:{id}", $"work:{id}");
        await After(() => project.Label(ada, "billing"), $"tasks:{id}", "audit", $"quality:{id}");
        await After(async () => (await server.Owner.Patch($"/api/projects/{id}", new { name = "Renamed" })).Expect(204), $"project:{id}");
        await After(async () => (await server.Owner.Post($"/api/projects/{id}/batches", new { name = "First" })).Expect(201), $"project:{id}", $"work:{id}");
        await After(async () => (await server.Owner.Post("/api/datasets", new { name = "New" })).Expect(201), "storage");
        await After(() => Project.Import(server.Owner, project.Dataset, ["another"], 50), $"datasets:{project.Dataset}", "imports", $"tasks:{id}");
        await After(() => project.Freeze(), $"snapshots:{id}", $"jobs:{id}");
        await After(() => server.Join("viewer", "Vic"), "members");
        await After(async () => (await server.Owner.Put($"/api/projects/{id}/members/{eve.Member}", new { role = "reviewer" })).Expect(204), $"people:{id}", "members");
        var lease = await project.Lease(ada);
        await After(async () => (await ada.Post($"/api/assignments/{lease}/issues", new { text = "What is this?" })).Expect(201), $"threads:{id}");
        await After(async () => (await server.Owner.Post("/api/keys", new { name = "script", scope = "read" })).Expect(201), "account");
        await After(async () => (await server.Owner.Post("/api/views", new { on = $"project:{id}", name = "Mine" })).Expect(201), "views");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nobody_hears_of_what_they_may_not_read(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (open, hidden) = (await Project.Make(server), await Project.Make(server, name: "Secret"));
        var (manager, ada) = (await server.Join("manager", "Max"), await server.Join("annotator"));
        (await server.Owner.Put($"/api/projects/{hidden.Id}/members/{manager.Member}", new { role = "none" })).Expect(204);
        (await server.Owner.Put($"/api/projects/{hidden.Id}/members/{ada.Member}", new { role = "none" })).Expect(204);
        var bob = await server.Join("annotator", "Bob");
        var stranger = await server.Stranger();
        await using var owner = await Listener.Start(server.Owner);
        await using var max = await Listener.Start(manager);
        await using var worker = await Listener.Start(ada);
        await using var foreign = await Listener.Start(stranger);
        var lease = await hidden.Lease(bob);
        (await bob.Post($"/api/assignments/{lease}/issues", new { text = "Is it?" })).Expect(201);
        (await Project.Submit(bob, lease, Project.Document("billing"))).Expect(201);
        await open.Label(bob, "billing");
        await owner.Hears($"tasks:{hidden.Id}");
        await owner.Hears($"threads:{hidden.Id}");
        await max.Hears($"tasks:{open.Id}");
        await worker.Hears($"work:{open.Id}");
        await Task.Delay(800);
        max.Topics.ShouldNotContain(t => t.EndsWith(hidden.Id, StringComparison.Ordinal));
        max.Topics.ShouldNotContain("audit");
        worker.Topics.ShouldAllBe(t => t == $"work:{open.Id}");
        foreign.All.ShouldAllBe(h => h.Name == "everything" || h.Name == "here");
        owner.Topics.ShouldContain("audit");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whom_a_thread_concerns_hears_of_a_reply_and_others_who_label_do_not(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, redundancy: 2);
        var (ada, eve) = (await server.Join("annotator"), await server.Join("annotator", "Eve"));
        var lease = await project.Lease(ada);
        var issue = (await ada.Post($"/api/assignments/{lease}/issues", new { text = "What is this?" })).Expect(201).Text("id");
        await using var asker = await Listener.Start(ada);
        await using var other = await Listener.Start(eve);
        (await server.Owner.Post($"/api/issues/{issue}/comments", new { text = "A bill." })).Expect(201);
        await asker.Hears($"threads:{project.Id}");
        await Task.Delay(600);
        other.Topics.ShouldNotContain($"threads:{project.Id}");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whoever_comes_back_hears_what_they_missed_and_nothing_is_left_out(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (one, two) = (await Project.Make(server, 5), await Project.Make(server, 5, name: "Other"));
        var ada = await server.Join("annotator");
        string last;
        await using (var first = await Listener.Start(server.Owner))
        {
            await one.Label(ada, "billing");
            await first.Hears($"tasks:{one.Id}");
            last = first.LastId!;
        }
        await two.Label(ada, "billing");
        await one.Take(ada);
        await using var again = await Listener.Start(server.Owner, last);
        await again.Hears($"tasks:{two.Id}");
        await again.Hears($"tasks:{one.Id}");
        again.All.ShouldNotContain(h => h.Name == "everything");
        await using var asked = await Listener.Start(server.Owner, query: $"?after={last}");
        await asked.Hears($"tasks:{two.Id}");
        // Older than ten minutes, of another database, or no position at all: look at everything.
        var mark = Mark.Of(last)!.Value;
        foreach (var odd in (string[])[new Mark(mark.Tx, mark.At - 11 * 60_000).ToString(), new Mark(mark.Tx + 1_000_000, mark.At).ToString(), "nonsense", "-5--3"])
        {
            await using var anew = await Listener.Start(server.Owner, odd);
            anew.All[0].Name.ShouldBe("everything", odd);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task While_people_submit_without_a_pause_streams_come_and_go_and_miss_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("annotator");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var made = new List<string>();
        string? last = null;
        var making = Task.Run(async () =>
        {
            for (var n = 0; n < 30; n++)
            {
                made.Add((await server.Owner.Post("/api/datasets", new { name = $"set {n}" })).Expect(201).Text("id"));
                await Task.Delay(40);
            }
        });
        await using (var begins = await Listener.Start(server.Owner))
            last = begins.LastId;
        while (!making.IsCompleted)
        {
            await using var part = await Listener.Start(server.Owner, last);
            await Task.Delay(Random(300));
            seen.UnionWith(part.Topics);
            last = part.LastId ?? last;
            part.All.ShouldNotContain(h => h.Name == "everything");
        }
        await making;
        await using var end = await Listener.Start(server.Owner, last);
        await Poll.Until(() =>
        {
            seen.UnionWith(end.Topics);
            return Task.FromResult(made.TakeLast(25).All(d => seen.Contains($"datasets:{d}")));
        });
    }

    static int turn;

    static int Random(int most) => 50 + (Interlocked.Increment(ref turn) * 7919 % most);

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_is_removed_or_signs_out_is_cut_off_and_who_loses_a_role_hears_less_at_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, 9);
        var (max, vic, kim, bob) = (await server.Join("manager", "Max"), await server.Join("viewer", "Vic"), await server.Join("manager", "Kim"), await server.Join("annotator", "Bob"));
        var key = (await kim.Post("/api/keys", new { name = "script", scope = "read" })).Expect(201);
        var program = server.ByKey(key.Text("key"));
        await using var removed = await Listener.Start(vic);
        await using var out_ = await Listener.Start(kim);
        await using var revoked = await Listener.Start(program);
        await using var demoted = await Listener.Start(max);
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        (await server.Owner.Delete($"/api/members/{vic.Member}")).Status.ShouldBeLessThan(300);
        (await kim.Delete($"/api/keys/{key.Text("id")}")).Status.ShouldBeLessThan(300);
        (await kim.Delete("/api/session")).Status.ShouldBeLessThan(300);
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{max.Member}", new { role = "annotator" })).Expect(204);
        foreach (var each in (Listener[])[removed, out_, revoked])
        {
            await each.Ended.WaitAsync(TimeSpan.FromSeconds(5));
            each.All[^1].Name.ShouldBe("ended");
        }
        await demoted.Hears(h => h.Topics.Contains("access"));
        System.Diagnostics.Stopwatch.GetElapsedTime(since).TotalSeconds.ShouldBeLessThan(4);
        await demoted.Hears(h => h.Name == "everything" && h.At > demoted.All.First(x => x.Topics.Contains("access")).At - 1);
        await Task.Delay(600);
        demoted.Forget();
        await project.Label(bob, "billing");
        await demoted.Hears($"work:{project.Id}");
        await Task.Delay(600);
        demoted.Topics.ShouldNotContain($"tasks:{project.Id}");
        (await vic.Get("/api/changes")).Expect(401, "removed");
    }

    [Theory, OnPostgres]
    public async Task Any_node_tells_of_what_any_other_has_committed(Engine engine)
    {
        await using var ground = await Ground.New(engine);
        ServerSettings At(string data) => new() { Data = data, Database = ground.Database, Port = 0, OwnerKey = TestServer.OwnerKey };
        await using var one = await TestServer.Over(At(ground.Data));
        var folder = Directory.CreateTempSubdirectory("groundwork-test-").FullName;
        await using var two = await TestServer.Over(At(folder));
        var project = await Project.Make(one);
        await using var there = await Listener.Start(two.Owner);
        await using var here = await Listener.Start(one.Owner);
        await project.Label(one.Owner, "billing");
        await there.Hears($"tasks:{project.Id}");
        there.Forget();
        var set = (await one.Owner.Post("/api/datasets", new { name = "Far" })).Expect(201).Text("id");
        await there.Hears($"datasets:{set}");
        // Who was told by one node goes on at the other.
        await using var moved = await Listener.Start(one.Owner, there.LastId);
        moved.All.ShouldNotContain(h => h.Name == "everything");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Many_answers_at_once_are_told_as_one_topic_a_few_times(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Limits = new(0, 0, 0, 0) });
        var project = await Project.Make(server, 120);
        var people = new List<Client>();
        for (var n = 0; n < 4; n++)
            people.Add(await server.Join("annotator", $"P{n}"));
        await using var owner = await Listener.Start(server.Owner);
        await using var worker = await Listener.Start(people[0]);
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        await Task.WhenAll(people.Select(async p =>
        {
            for (var n = 0; n < 25; n++)
                await project.Label(p, "billing");
        }));
        await Task.Delay(1200);
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(since).TotalSeconds;
        owner.Topics.Count(t => t == $"tasks:{project.Id}").ShouldBeInRange(1, (int)(seconds * 2.6) + 2);
        worker.Topics.Count(t => t == $"work:{project.Id}").ShouldBeInRange(1, (int)(seconds * 1000 / TellStreams.BusyEveryMs) + 2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Streams_are_limited_counted_apart_and_end_with_the_server(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Limits = new() { StreamsPerMember = 2, Streams = 3 }, LogRequests = true });
        var ada = await server.Join("annotator");
        var eve = await server.Join("annotator", "Eve");
        await using var one = await Listener.Start(server.Owner);
        await using var two = await Listener.Start(server.Owner);
        (await server.Owner.Get("/api/changes")).Expect(429, "too_many_streams").Headers["Retry-After"].ShouldBe("30");
        await using var three = await Listener.Start(ada);
        (await eve.Get("/api/changes")).Expect(503, "too_many_streams").Headers["Retry-After"].ShouldBe("30");
        var figures = (await server.Owner.Get("/metrics")).Expect(200).Body;
        figures.ShouldContain("groundwork_live_streams 3");
        figures.ShouldContain("http_server_active_requests 1\n");
        await three.DisposeAsync();
        await Poll.Until(async () => (await server.Owner.Get("/metrics")).Body.Contains("groundwork_live_streams 2", StringComparison.Ordinal));
        await using (var own = await Listener.Start(ada, query: "?for=" + ada.Member))
            own.All[0].Name.ShouldBe("everything");
        (await ada.Get("/api/changes?for=somebody")).Expect(400, "other_member");
        (await server.Owner.Get("/metrics")).Body.Split('\n').ShouldNotContain(l => l.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal)
            && l.Contains("/api/changes", StringComparison.Ordinal) && l.Contains("\"200\"", StringComparison.Ordinal));
        var stopping = System.Diagnostics.Stopwatch.GetTimestamp();
        await server.Restart();
        System.Diagnostics.Stopwatch.GetElapsedTime(stopping).TotalSeconds.ShouldBeLessThan(15);
        await one.Ended.WaitAsync(TimeSpan.FromSeconds(5));
        int.Parse(one.Retry!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1000, 3100);
    }

    [Theory, OnSqlite]
    public async Task The_description_says_that_it_is_a_stream_of_named_events(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var api = (await server.Owner.Get("/api/openapi.json")).Expect(200);
        var get = api["paths"].GetProperty("/api/changes").GetProperty("get");
        get.GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("text/event-stream", out _).ShouldBeTrue();
        foreach (var status in (string[])["400", "429", "503"])
            get.GetProperty("responses").TryGetProperty(status, out _).ShouldBeTrue();
        var change = api["components"].GetProperty("schemas").GetProperty("FollowChangesChange").GetProperty("properties");
        change.GetProperty("topic").GetProperty("enum").EnumerateArray().Select(e => e.GetString()!).ShouldBe(Topic.Names);
    }
}
