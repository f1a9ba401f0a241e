using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Lists the tasks of a project that the caller answered or skipped last, the latest first, to be opened again.</summary>
public sealed class ListRecentTasks : ISlice
{
    public sealed record Response(List<RecentWork.Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/projects/{id}/recent", Handle).For(Roles.Workers, In.Project).ToLabel().ProducesProblem(404);

    static async Task<Ok<Response>> Handle(string id, CurrentMember me, Db db) =>
        TypedResults.Ok(new Response(await db.Read(me.Workspace, s => RecentWork.Of(s, me, id))));
}
