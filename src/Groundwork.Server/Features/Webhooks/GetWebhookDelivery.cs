using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Shows one delivery: what is told, and each try with what came back.</summary>
public sealed class GetWebhookDelivery : ISlice
{
    /// <param name="Reply">The beginning of what the receiver answered.</param>
    /// <param name="Cut">It answered more than is kept.</param>
    public sealed record Attempt(long Number, long At, long? DurationMs, long? Status, string? Problem, string Reply, bool Cut);

    /// <param name="Body">The bytes that are signed and sent.</param>
    public sealed record Response(WebhookView.DeliveryRow Delivery, string Body, List<Attempt> Attempts);

    const long MostShown = 100;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/webhook-deliveries/{id}", Handle).For(Roles.Owner).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db)
    {
        var found = await db.Read(me.Workspace, async s =>
        {
            if (await Deliveries.Find(s, id) is not { } body)
                return null;
            var attempts = await s.All($"""
                SELECT number, at, duration_ms, status, problem, reply, cut FROM webhook_attempt WHERE delivery = {id} AND workspace = {s.Workspace} ORDER BY number DESC LIMIT {MostShown}
                """, r => new Attempt(r.Long(0), r.Long(1), r.LongOrNull(2), r.LongOrNull(3), r.TextOrNull(4), r.Text(5), r.Bool(6)));
            return new Response((await WebhookView.Deliveries(s, $"AND d.id = {id}", 1))[0].Row, body, attempts);
        });
        return found is not null ? TypedResults.Ok(found) : Problem.NotFound("delivery");
    }
}
