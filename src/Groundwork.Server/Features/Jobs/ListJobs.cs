using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Jobs;

/// <summary>Lists long work of the projects that the caller may read, the newest first: all of it, or what is open.</summary>
public sealed class ListJobs : ISlice
{
    public sealed record Response(List<JobView.JobRow> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/jobs", Handle).For(Roles.Readers, In.SomeProject).ProducesProblem(400);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(CurrentMember me, Db db, string? state, string? after, int? limit)
    {
        if (state is not null and not "open" && !JobState.States.Contains(state, StringComparer.Ordinal))
            return Problem.Invalid("/state", "state", $"The state is open, or one of {string.Join(", ", JobState.States)}.");
        var most = Paging.Limit(limit);
        Sql wanted = state switch
        {
            null => Sql.Nothing,
            "open" => $"AND j.ended IS NULL",
            _ => $"AND j.state = {state}",
        };
        var rows = await db.Read(me.Workspace, s => JobView.All(s, me.Id,
            $"{wanted} AND j.id < {after ?? "~"} AND (CASE WHEN j.project IS NULL THEN {Reads(me)} ELSE 1 END = 1) AND (j.project IS NULL OR {ProjectAccess.Sees(s, me, Roles.Readers, $"j.project")})", most + 1));
        return TypedResults.Ok(new Response(rows, Paging.Next(rows, most, r => r.Id)));
    }

    static long Reads(CurrentMember me) => (me.WorkspaceRole & Roles.Readers) != Roles.None ? 1 : 0;
}
