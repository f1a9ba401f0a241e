using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Notes that a member has read a project's instructions, so that they don't open by themselves again.</summary>
public sealed class SeeInstructions : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/instructions/seen", Handle).For(Roles.Workers, In.Project).ToLabel().ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db)
    {
        var known = await db.Write(me.Workspace, async s =>
        {
            if (!await s.Any($"SELECT 1 FROM project WHERE id = {id} AND workspace = {s.Workspace}"))
                return false;
            await s.Run($"INSERT INTO instructions_seen (project, member, workspace, at) VALUES ({id}, {me.Id}, {s.Workspace}, {s.Now}) ON CONFLICT DO NOTHING");
            return true;
        });
        return known ? TypedResults.NoContent() : Problem.NotFound("project");
    }
}
