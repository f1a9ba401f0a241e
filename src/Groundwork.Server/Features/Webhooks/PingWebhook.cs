using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Sends a webhook a message that says nothing, to see whether it arrives. One at a time.</summary>
public sealed class PingWebhook : ISlice
{
    public sealed record Response(string DeliveryId);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/webhooks/{id}/ping", Handle).For(Roles.Owner).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Accepted<Response>, ProblemHttpResult>> Handle(string id, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db)
    {
        var (made, refusal) = await EventCalls.MakeOnce<Response>(db, me, nameof(PingWebhook), key, id, async s =>
            await Deliveries.LockOpen(s, id) is { } refused ? (null, refused) : (await Ping(s, me, id), null));
        return made is null ? refusal! : TypedResults.Accepted($"/api/webhook-deliveries/{made.DeliveryId}", made);
    }

    static async ValueTask<Response> Ping(Session s, CurrentMember me, string id)
    {
        var open = await s.Text($"SELECT id FROM webhook_delivery WHERE webhook = {id} AND workspace = {s.Workspace} AND state = 'waiting' AND event = {EventCatalogue.Ping} ORDER BY seq LIMIT 1");
        if (open is not null)
            await s.Run($"{Deliveries.Again(s)} WHERE id = {open} AND workspace = {s.Workspace}");
        else
        {
            var source = "ping." + s.NewId();
            await Deliveries.Add(s, [(id, Messages.Ping(me.Workspace, id, source, s.Now))]);
            open = await s.Text($"SELECT id FROM webhook_delivery WHERE webhook = {id} AND workspace = {s.Workspace} AND source = {source}");
        }
        await EventCalls.Record(s, me.Id, "webhook.pinged", id);
        return new Response(open!);
    }
}
