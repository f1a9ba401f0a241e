using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Stops a migration of answers. What was migrated stays so; a new one goes on with the rest.</summary>
public sealed class CancelMigration : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/projects/{id}/migrations/{migration}", Handle).For(Roles.Managers, In.Project).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, string migration, CurrentMember me, Db db) =>
        await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var state = await s.Text($"SELECT state FROM answer_migration WHERE id = {migration} AND project = {id} AND workspace = {s.Workspace} {Dialect.Lock}");
            if (state is null)
                return Problem.NotFound("migration");
            if (state == "running")
            {
                await s.Run($"UPDATE answer_migration SET state = 'cancelled', ended = {s.Now} WHERE id = {migration} AND workspace = {s.Workspace}");
                await EventCalls.Raise(s, "ontology.changed", id, id);
                await EventCalls.Record(s, me.Id, "migration.cancelled", migration, project: id);
            }
            return TypedResults.NoContent();
        });
}
