using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Projects;

/// <summary>Puts a project, its tasks and its answers out of sight. It can be brought back for 30 days.</summary>
public sealed class DeleteProject : ISlice
{
    public sealed record Response(string Undo, long PurgeAt);

    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/projects/{id}", Handle).For(Roles.Managers, In.Project).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Write(me.Workspace, s => ProjectTrash.Delete(s, me, id)) is { } at
            ? TypedResults.Ok(new Response(Trash.Token(ProjectTrash.Kind, id), at + Trash.KeptMs))
            : Problem.NotFound("project");
}
