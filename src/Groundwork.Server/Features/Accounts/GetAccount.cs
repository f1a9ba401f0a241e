using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Shows a person how they sign in.</summary>
public sealed class GetAccount : ISlice
{
    public sealed record Response(string Name, string? Login, bool HasPassword);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/account", Handle).For(Roles.Everyone);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db)
    {
        var credential = await db.Read(me.Workspace, s => Credentials.Of(s, me.Id));
        return TypedResults.Ok(new Response(me.Name, credential?.Shown, credential?.Hash is not null));
    }
}
