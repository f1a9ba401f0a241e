using System.Text.Json;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Features.Work;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Projects;

/// <summary>Brings the tasks of a large project to a workflow that was changed, a chunk at a time, while people go on with their work.</summary>
public sealed class RestageJob(Db db) : IJob
{
    internal const string Name = "restage";

    internal sealed record Options(string Project);

    public string Kind => Name;

    public async Task<JobEnd> Run(JobRun run)
    {
        var project = JsonSerializer.Deserialize<Options>(run.Options)!.Project;
        run.Total = await db.Read(run.Workspace, s => s.Long($"SELECT count(*) FROM task WHERE project = {project} AND workspace = {s.Workspace}"), run.Cancel);
        long? after = run.Place is { } place ? JsonSerializer.Deserialize<long>(place) : 0;
        while (after is { } from)
        {
            var since = System.Diagnostics.Stopwatch.GetTimestamp();
            after = await db.Write(run.Workspace, async s =>
            {
                var next = await WorkCalls.Restage(s, project, from, ProjectCalls.Chunk);
                await run.Step(s, JsonSerializer.Serialize(next ?? from), next ?? from);
                return next;
            }, run.Cancel);
            run.Done = after ?? run.Total ?? from;
            // Those who label beside it have as much time again.
            await Task.Delay(System.Diagnostics.Stopwatch.GetElapsedTime(since) / 4, run.Cancel);
        }
        return new JobEnd(_ => ValueTask.FromResult(new JobResult(null, new Dictionary<string, long>(StringComparer.Ordinal) { ["tasks"] = run.Total ?? 0 })));
    }
}
