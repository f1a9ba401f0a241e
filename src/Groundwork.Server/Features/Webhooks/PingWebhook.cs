using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Sends a webhook a message that says nothing, to see whether it arrives. One at a time.</summary>
public sealed class PingWebhook : ISlice
{
    public sealed record Response(string DeliveryId);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/webhooks/{id}/ping", Handle).For(Roles.Owner).ProducesProblem(404).ProducesProblem(409);

    static Task<Results<Accepted<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) => db.Write<Results<Accepted<Response>, ProblemHttpResult>>(me.Workspace, async s =>
    {
        if (await Deliveries.LockOpen(s, id) is { } refused)
            return refused;
        var open = await s.Text($"SELECT id FROM webhook_delivery WHERE webhook = {id} AND workspace = {s.Workspace} AND state = 'waiting' AND event = {EventCatalogue.Ping} ORDER BY seq LIMIT 1");
        if (open is not null)
            await s.Run($"{Deliveries.Again(s)} WHERE id = {open} AND workspace = {s.Workspace}");
        else
        {
            var source = "ping." + s.NewId();
            await Deliveries.Add(s, [(id, Messages.Ping(me.Workspace, id, source, s.Now))]);
            open = await s.Text($"SELECT id FROM webhook_delivery WHERE webhook = {id} AND workspace = {s.Workspace} AND source = {source}");
        }
        return TypedResults.Accepted($"/api/webhook-deliveries/{open}", new Response(open!));
    });
}
