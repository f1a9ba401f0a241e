using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Freezes a project's tasks, answers and resolutions as they are now: the unit that is exported and compared.</summary>
public sealed class FreezeSnapshot : ISlice
{
    public sealed record Request(string? Name = null);
    public sealed record Response(string Id, string Name, string Hash, long Rows, long Answers, long CreatedAt);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/snapshots", Handle).For(Roles.Managers, In.Project)
        .ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        var name = request.Name?.Trim() ?? "";
        if (name.Length > 120 || name.Any(char.IsControl))
            return Problem.Invalid("/name", "name", "A snapshot's name has at most 120 characters.");
        return await SnapshotBuilder.Freeze(db, blobs, me, id, name, cancel) is { } made
            ? TypedResults.Created($"/api/snapshots/{made.Id}", made)
            : Problem.NotFound("project");
    }
}
