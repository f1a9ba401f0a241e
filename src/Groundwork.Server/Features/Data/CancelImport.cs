using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Ends an import that waits or runs. What it has brought in so far stays.</summary>
public sealed class CancelImport : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/imports/{id}/cancel", Handle).For(Roles.Managers).ProducesProblem(404).ProducesProblem(409);

    static Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            // A lock: the unit that is writing rows at this moment ends first, and is counted.
            var state = await s.Text($"SELECT state FROM import WHERE id = {id} AND workspace = {s.Workspace} AND options IS NOT NULL {Dialect.Lock}");
            if (state is null)
                return Problem.NotFound("import");
            if (state is "done" or "failed")
                return Problem.Conflict("import_ended", "The import has ended already.", "Look at what it brought in; items can be deleted.");
            if (state != "cancelled")
            {
                await ImportState.Stop(s, id, "cancelled");
                await EventCalls.Record(s, me.Id, "import.cancelled", id);
            }
            return TypedResults.NoContent();
        });
}
