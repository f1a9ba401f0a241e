using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Puts a dataset and its items out of sight, unless a project still labels them. It can be brought back for 30 days.</summary>
public sealed class DeleteDataset : ISlice
{
    public sealed record Response(string Undo, long PurgeAt);

    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/datasets/{id}", Handle).For(Roles.Managers, In.Dataset).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Write<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            // Whoever makes a project locks the dataset, too: none can come in between.
            if (!await s.Any($"SELECT 1 FROM dataset WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NULL {Dialect.Lock}"))
                return Problem.NotFound("dataset");
            var users = await s.All($"SELECT name FROM project WHERE dataset = {id} AND workspace = {s.Workspace} AND deleted IS NULL ORDER BY created LIMIT 4", r => r.Text(0));
            if (users.Count > 0)
                return Problem.Conflict("in_use", "Projects label this dataset.",
                    $"Delete {string.Join(", ", users.Take(3).Select(u => $"“{u}”"))}{(users.Count > 3 ? " and the others" : "")} first, or keep the dataset.");
            if (await s.Any($"SELECT 1 FROM import WHERE dataset = {id} AND workspace = {s.Workspace} AND state IN ('waiting', 'running')"))
                return Problem.Conflict("importing", "An import into this dataset is running.", "Wait for its end, or cancel it.");
            await DatasetTrash.Delete(s, me, id);
            return TypedResults.Ok(new Response(Trash.Token(DatasetTrash.Kind, id), s.Now + Trash.KeptMs));
        });
}
