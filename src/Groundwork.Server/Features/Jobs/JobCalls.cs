using System.Diagnostics;
using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Jobs;

/// <summary>Long work that is asked for.</summary>
/// <param name="Kind">The name of an <see cref="IJob"/>.</param>
/// <param name="Project">The project whose readers may see it; null for everybody who may read the workspace.</param>
/// <param name="Title">What it is about, in people's words.</param>
/// <param name="Options">What its kind needs to know, as JSON.</param>
/// <param name="Facts">What people may want to know of it.</param>
public sealed record NewJob(string Kind, string? Project, string Title, string Options, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>How much there is to do, where that is known beforehand.</summary>
    public long? Total { get; init; }
}

/// <summary>The front door of Jobs: long work that goes on by itself.</summary>
public static class JobCalls
{
    /// <summary>Asks for work; somebody takes it up after the commit, at once if the runner is nudged.</summary>
    public static async ValueTask<string> Start(Session s, CurrentMember me, NewJob job)
    {
        var id = s.NewId();
        await s.Run($"""
            INSERT INTO job (id, workspace, project, kind, title, facts, options, state, done, total, attempts, by_member, created)
            VALUES ({id}, {s.Workspace}, {job.Project}, {job.Kind}, {job.Title}, {new Json(JsonSerializer.Serialize(job.Facts))}, {new Json(job.Options)}, 'waiting', 0, {job.Total}, 0, {me.Id}, {s.Now})
            """);
        await EventCalls.Record(s, me.Id, $"job.started.{job.Kind}", id, project: job.Project);
        return id;
    }

    /// <summary>Starts the work and waits a moment for it: what is small is done when this returns.</summary>
    public static async Task<JobView.JobRow> Run(Db db, JobRunner runner, CurrentMember me, NewJob job, TimeSpan most, CancellationToken cancel) =>
        (await RunOnce(db, runner, me, null, job, job, most, cancel)).Job!;

    /// <summary>Starts the work once, however often it is asked for under the same key, and waits a moment for it; or says what is wrong with the key.</summary>
    public static async Task<(JobView.JobRow? Job, ProblemHttpResult? Refusal)> RunOnce(
        Db db, JobRunner runner, CurrentMember me, string? key, object request, NewJob job, TimeSpan most, CancellationToken cancel)
    {
        var (id, refusal) = await EventCalls.MakeOnce<string>(db, me, job.Kind, key, request, async s => (await Start(s, me, job), null), cancel);
        return id is null ? (null, refusal) : (await Wait(db, runner, me, id, most, cancel), null);
    }

    /// <summary>Has work taken up whose row is committed, and waits a moment for it.</summary>
    public static async Task<JobView.JobRow> Wait(Db db, JobRunner runner, CurrentMember me, string id, TimeSpan most, CancellationToken cancel)
    {
        runner.Nudge();
        var since = Stopwatch.GetTimestamp();
        for (var pause = 4; ; pause = Math.Min(pause * 2, 100))
        {
            var seen = await db.Read(me.Workspace, s => JobView.One(s, me.Id, id), cancel) ?? throw new InvalidOperationException($"Job {id} is gone.");
            if (seen.EndedAt is not null || Stopwatch.GetElapsedTime(since) >= most)
                return seen;
            await Task.Delay(pause, cancel);
        }
    }
}
