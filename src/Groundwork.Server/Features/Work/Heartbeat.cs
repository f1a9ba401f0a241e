using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Keeps a lease alive while its editor is open, and takes a lost one up again if the task still wants somebody.</summary>
public sealed class Heartbeat : ISlice
{
    public sealed record Response(long ExpiresAt, [OneOf("leased", "submitted", "skipped", "expired", "released", "cancelled")] string State);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/assignments/{id}/heartbeat", Handle).For(Roles.Workers, In.Assignment).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Write<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var until = s.Now + Lease.LastsMs;
            if (await s.Run($"""
                UPDATE assignment SET expires = {until}
                WHERE id = {id} AND workspace = {s.Workspace} AND member = {me.Id} AND state = 'leased'
                """) > 0)
                return TypedResults.Ok(new Response(until, "leased"));
            if (await Lease.Lock(s, id, me.Id) is not { } lease)
                return Problem.NotFound("assignment");
            if (lease.State != "expired" || await Reservations.FreeFor(s, lease) <= 0)
                return TypedResults.Ok(new Response(lease.Expires, lease.State));
            return TypedResults.Ok(new Response(await lease.TakeUp(s), "leased"));
        });
}
