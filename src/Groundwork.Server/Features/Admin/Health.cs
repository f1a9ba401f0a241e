using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Admin;

/// <summary>Tells a supervisor whether the process lives, and whether it can take work.</summary>
public static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Text("live")).ForAnyone().Always().ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).ForAnyone().Always().ExcludeFromDescription();
    }

    // Ready means that a write would be taken now: an empty unit goes all the way to the disk's owner and back.
    static async Task<IResult> Ready(Db db, Drain drain, HttpContext context)
    {
        if (drain.Begun)
        {
            context.Response.Headers.RetryAfter = "30";
            return Problem.Of(503, "draining", "The server is about to end.", "What it is doing is finished. Send new requests to another one, or to the next start.");
        }
        try
        {
            await db.Write(null, async s => { await s.Long($"SELECT 1"); }, context.RequestAborted);
            return TypedResults.Text("ready");
        }
        catch (Exception e) when (e is StorageUnavailableException or StorageFullException)
        {
            context.Response.Headers.RetryAfter = "5";
            return Problem.Of(503, "not_ready", "The server can't take work now.", e.Message);
        }
    }
}
