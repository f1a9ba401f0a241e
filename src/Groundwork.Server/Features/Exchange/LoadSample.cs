using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Fills a workspace with a small finished-looking project, so that there is something true on every screen.</summary>
public sealed class LoadSample : ISlice
{
    public sealed record Response(string ProjectId, string ProjectName, long Tasks, long Answers, long Annotators);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/sample", Handle).For(Roles.Managers).ProducesProblem(409);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel) =>
        await new SampleWorkspace(db, blobs, me).Load(cancel) is { } loaded ? TypedResults.Ok(loaded)
            : Problem.Conflict("sample_loaded", "The sample is in this workspace already.", $"Open the project \"{SampleWorkspace.Name}\".");
}
