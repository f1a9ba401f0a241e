using Groundwork.Server.Features.Jobs;
using Groundwork.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Groundwork.Server.Tests.Features.Jobs;

/// <summary>GetJob, ListJobs, CancelJob and RetryJob, and what becomes of jobs whose server is killed.</summary>
public class JobsTests
{
    /// <summary>Counts to five, a step at a time, each when it is let.</summary>
    sealed class Counting : IJob
    {
        public SemaphoreSlim Steps { get; } = new(0);
        public List<int> Began { get; } = [];
        public TaskCompletionSource Stopped { get; } = new();

        public string Kind => "count";

        public Func<JobEnd> End { get; init; } = () => new JobEnd(_ => ValueTask.FromResult(new JobResult("five", new Dictionary<string, long> { ["counted"] = 5 })));

        public async Task<JobEnd> Run(JobRun run)
        {
            var at = run.Place is null ? 0 : int.Parse(run.Place, System.Globalization.CultureInfo.InvariantCulture);
            Began.Add(at);
            run.Total = 5;
            try
            {
                for (; at < 5; at++)
                {
                    await Steps.WaitAsync(run.Cancel);
                    await Db!.Write(run.Workspace, s => run.Step(s, $"{at + 1}", at + 1), run.Cancel);
                }
            }
            catch (OperationCanceledException)
            {
                Stopped.TrySetResult();
                throw;
            }
            run.Done = at;
            return End();
        }

        public Groundwork.Storage.Db? Db { get; set; }
    }

    static JobRunner Runner(TestServer server, Counting kind, NodeName? name = null)
    {
        kind.Db = server.Db;
        return new JobRunner(server.Db, [kind], new Groundwork.Server.Hosting.ServerSettings { Data = server.Folder, Node = name ?? NodeName.Fresh() }, server.App.Services.GetRequiredService<IHostApplicationLifetime>(),
            server.App.Services.GetRequiredService<Groundwork.Server.Hosting.Operation.Drain>(), server.App.Services.GetRequiredService<Groundwork.Server.Hosting.Operation.ServerMeter>(), NullLogger<JobRunner>.Instance);
    }

    static async Task<string> Ask(TestServer server, string? project = null)
    {
        var owner = (await server.All($"SELECT id, workspace, name FROM member WHERE role = 'owner' AND name <> 'Stranger'", r => (Id: r.Text(0), Workspace: r.Text(1), Name: r.Text(2)))).First();
        var me = new Groundwork.Server.Hosting.CurrentMember(owner.Id, owner.Workspace, owner.Name, Groundwork.Server.Hosting.Roles.Owner, "person", ByCookie: false);
        return await server.Db.Write(owner.Workspace, s => JobCalls.Start(s, me, new NewJob("count", project, "To five", "{}", new Dictionary<string, string> { ["by"] = "one" })));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_job_shows_how_far_it_is_and_what_came_of_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var kind = new Counting();
        await using var runner = Runner(server, kind);
        var id = await Ask(server);
        (await server.Owner.Get($"/api/jobs/{id}")).Expect(200).Text("state").ShouldBe("waiting");
        await runner.Fill();
        kind.Steps.Release(2);
        var seen = await Poll.Until(async () => (await server.Owner.Get($"/api/jobs/{id}")).Expect(200), j => j.Number("done") == 2);
        (seen.Text("state"), seen.Text("title"), seen.Text("facts.by"), seen["mine"].GetBoolean()).ShouldBe(("running", "To five", "one", true));
        (await server.Owner.Get("/api/jobs?state=open")).Expect(200).Items.ShouldHaveSingleItem();
        kind.Steps.Release(3);
        var ended = await Project.Ended(server.Owner, id);
        (ended.Text("state"), ended.Text("made"), ended.Number("figures.counted"), ended.Number("done")).ShouldBe(("done", "five", 5, 5));
        (await server.Owner.Get("/api/jobs?state=open")).Items.ShouldBeEmpty();
        (await server.Owner.Get("/api/jobs?state=done")).Items.ShouldHaveSingleItem();
        (await server.Owner.Get("/api/jobs?state=odd")).Expect(400, "invalid").FaultPaths.ShouldBe(["/state"]);
        (await server.Owner.Post($"/api/jobs/{id}/cancel")).Expect(409, "job_ended");
        var stranger = await server.Stranger();
        (await stranger.Get($"/api/jobs/{id}")).Expect(404, "not_found");
        (await stranger.Post($"/api/jobs/{id}/cancel")).Expect(404, "not_found");
        (await stranger.Get("/api/jobs")).Items.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_next_run_on_a_folder_goes_on_with_what_the_run_before_held(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var kind = new Counting();
        var id = await Ask(server);
        await using var before = Runner(server, kind, new NodeName("before"));
        await before.Fill();
        kind.Steps.Release(2);
        await Poll.Until(async () => (await server.Owner.Get($"/api/jobs/{id}")).Expect(200), j => j.Number("done") == 2);
        async Task<string> Holder() => (await server.All($"SELECT holder FROM job WHERE id = {id}", r => r.Text(0))).Single();

        await using var stranger = Runner(server, kind, new NodeName("stranger", "somebody else"));
        await stranger.Fill();
        (await Holder()).ShouldBe("before");
        await using var next = Runner(server, kind, new NodeName("next", "before"));
        await next.Fill();
        (await Holder()).ShouldBe("next");
        kind.Steps.Release(10);
        (await Project.Ended(server.Owner, id)).Text("state").ShouldBe("done");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_job_that_failed_is_tried_again_from_where_it_was(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var broken = true;
        var kind = new Counting
        {
            End = () => broken ? throw new JobFailedException("The counter is broken.", "Mend it.")
                : new JobEnd(_ => ValueTask.FromResult(new JobResult("five", new Dictionary<string, long> { ["counted"] = 5 }))),
        };
        await using var runner = Runner(server, kind);
        var id = await Ask(server);
        await runner.Fill();
        (await server.Owner.Post($"/api/jobs/{id}/retry")).Expect(200).Text("state").ShouldBe("running");
        kind.Steps.Release(5);
        var failed = await Project.Ended(server.Owner, id);
        (failed.Text("state"), failed.Text("problem.title"), failed.Text("problem.detail")).ShouldBe(("failed", "The counter is broken.", "Mend it."));
        (await (await server.Join("viewer")).Post($"/api/jobs/{id}/retry")).Expect(403, "not_yours");
        (await (await server.Stranger()).Post($"/api/jobs/{id}/retry")).Expect(404, "not_found");
        broken = false;
        // Sent twice it is tried once.
        var waiting = (await server.Owner.Post($"/api/jobs/{id}/retry")).Expect(200);
        (waiting.Text("state"), waiting["problem"].ValueKind, waiting["endedAt"].ValueKind).ShouldBe(("waiting", System.Text.Json.JsonValueKind.Null, System.Text.Json.JsonValueKind.Null));
        (await server.Owner.Post($"/api/jobs/{id}/retry")).Expect(200);
        await runner.Fill();
        var done = await Project.Ended(server.Owner, id);
        (done.Text("state"), done.Number("figures.counted"), string.Join(' ', kind.Began)).ShouldBe(("done", 5, "0 5"));
        (await server.Owner.Post($"/api/jobs/{id}/retry")).Expect(409, "job_ended");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cancelled_job_stops_at_once_and_keeps_no_end(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var kind = new Counting();
        await using var runner = Runner(server, kind);
        var project = await Project.Make(server);
        var id = await Ask(server, project.Id);
        await runner.Fill();
        kind.Steps.Release(1);
        await Poll.Until(async () => (await server.Owner.Get($"/api/jobs/{id}")).Number("done"), n => n == 1);
        var viewer = await server.Join("viewer");
        (await viewer.Get($"/api/jobs/{id}")).Expect(200)["mine"].GetBoolean().ShouldBeFalse();
        (await viewer.Post($"/api/jobs/{id}/cancel")).Expect(403, "not_yours");
        (await (await server.Join("annotator", "Bob")).Get($"/api/jobs/{id}")).Expect(403);
        (await server.Owner.Post($"/api/jobs/{id}/cancel")).Expect(204);
        (await server.Owner.Post($"/api/jobs/{id}/cancel")).Expect(204);
        await kind.Stopped.Task.WaitAsync(TimeSpan.FromSeconds(20));
        (await server.Owner.Get($"/api/jobs/{id}")).Text("state").ShouldBe("cancelled");
        (await server.Owner.Get($"/api/jobs/{id}")).Number("done").ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_job_of_a_killed_node_goes_on_where_it_was_and_the_dead_node_writes_nothing_more(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (first, second) = (new Counting(), new Counting());
        await using var dead = Runner(server, first);
        await using var living = Runner(server, second);
        var id = await Ask(server);
        await dead.Fill();
        first.Steps.Release(3);
        await Poll.Until(async () => (await server.Owner.Get($"/api/jobs/{id}")).Number("done"), n => n == 3);
        // As if the node had been gone for longer than it may hold a job.
        await server.Change("Jobs", $"UPDATE job SET held_until = 0 WHERE id = {id}");
        await living.Fill();
        await Poll.Until(() => Task.FromResult(second.Began.Count), n => n == 1);
        second.Began.ShouldBe([3]);
        first.Steps.Release(5);
        await first.Stopped.Task.WaitAsync(TimeSpan.FromSeconds(20));
        (await server.Owner.Get($"/api/jobs/{id}")).Number("done").ShouldBe(3);
        second.Steps.Release(2);
        (await Project.Ended(server.Owner, id)).Text("state").ShouldBe("done");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_can_not_be_done_says_why_and_what_kills_each_server_is_given_up(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var kind = new Counting { End = () => throw new JobFailedException("Five is odd.", "Count to four.") };
        kind.Steps.Release(5);
        await using var runner = Runner(server, kind);
        var id = await Ask(server);
        await runner.Fill();
        var failed = await Project.Ended(server.Owner, id);
        (failed.Text("state"), failed.Text("problem.title"), failed.Text("problem.detail")).ShouldBe(("failed", "Five is odd.", "Count to four."));
        var again = await Ask(server);
        await server.Change("Jobs", $"UPDATE job SET attempts = 5, state = 'running', held_until = 0 WHERE id = {again}");
        await runner.Fill();
        (await Project.Ended(server.Owner, again)).Text("problem.title").ShouldBe("It was tried several times and never came to its end.");
    }
}
