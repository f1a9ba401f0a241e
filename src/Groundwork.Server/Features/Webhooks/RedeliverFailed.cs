using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Sends again what was given up since a time, in the order in which it happened.</summary>
public sealed class RedeliverFailed : ISlice
{
    /// <param name="Since">Unix milliseconds; what happened before is left alone.</param>
    public sealed record Request(long Since = 0);
    public sealed record Response(long Redelivered);

    const int Chunk = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/webhooks/{id}/redeliver", Handle).For(Roles.Owner).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, CancellationToken cancel)
    {
        for (var (total, after) = (0L, 0L); ;)
        {
            var (refused, n, last) = await db.Write(me.Workspace, async s =>
            {
                if (await Deliveries.LockOpen(s, id) is { } closed)
                    return (closed, 0, 0L);
                var failed = await s.All($"""
                    SELECT seq FROM webhook_delivery WHERE webhook = {id} AND workspace = {s.Workspace} AND state = 'failed' AND created >= {request.Since} AND seq > {after} ORDER BY seq LIMIT {(long)Chunk}
                    """, r => r.Long(0));
                if (failed.Count == 0)
                    return ((ProblemHttpResult?)null, 0, 0L);
                await s.Run($"{Deliveries.Again(s)} WHERE seq IN {new Numbers(failed)} AND workspace = {s.Workspace}");
                await EventCalls.Record(s, me.Id, "webhook.redelivered", id);
                return (null, failed.Count, failed[^1]);
            }, cancel);
            if (refused is not null)
                return refused;
            total += n;
            after = last;
            if (n < Chunk)
                return TypedResults.Ok(new Response(total));
        }
    }
}
