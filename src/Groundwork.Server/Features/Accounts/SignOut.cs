using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Ends this browser's login.</summary>
public sealed class SignOut : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/session", Handle).For(Roles.Everyone);

    static async Task<NoContent> Handle(CurrentMember me, Db db, HttpContext context)
    {
        if (context.Request.Cookies.TryGetValue(SignIn.Cookie, out var secret))
            await db.Write(me.Workspace, async s => { await s.Run($"DELETE FROM login WHERE hash = {Secrets.Hash(secret)} AND workspace = {me.Workspace}"); });
        context.Response.Cookies.Delete(SignIn.Cookie);
        return TypedResults.NoContent();
    }
}
