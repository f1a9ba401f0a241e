using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Sends one delivery again, now, under the id that it has: failed, waiting, or taken before.</summary>
public sealed class Redeliver : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/webhook-deliveries/{id}/redeliver", Handle).For(Roles.Owner).ProducesProblem(404).ProducesProblem(409);

    static Task<Results<Ok<WebhookView.DeliveryRow>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) => db.Write<Results<Ok<WebhookView.DeliveryRow>, ProblemHttpResult>>(me.Workspace, async s =>
    {
        if (await s.Text($"SELECT webhook FROM webhook_delivery WHERE id = {id} AND workspace = {s.Workspace}") is not { } webhook)
            return Problem.NotFound("delivery");
        if (await Deliveries.LockOpen(s, webhook) is { } refused)
            return refused;
        await s.Run($"{Deliveries.Again(s)} WHERE id = {id} AND workspace = {s.Workspace}");
        await EventCalls.Record(s, me.Id, "webhook.redelivered", id);
        return TypedResults.Ok((await WebhookView.Deliveries(s, $"AND d.id = {id}", 1))[0].Row);
    });
}
