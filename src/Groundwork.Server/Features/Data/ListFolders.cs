using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Lists the folders of the server that imports may read.</summary>
public sealed class ListFolders : ISlice
{
    public sealed record Root(string Name);
    public sealed record Response(List<Root> Roots);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/folders", Handle).For(Roles.Managers);

    static Ok<Response> Handle(FolderFiles folders) => TypedResults.Ok(new Response([.. folders.Roots.Select(name => new Root(name))]));
}
