using System.Globalization;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Lists what a webhook was told in the last thirty days, the newest first.</summary>
public sealed class ListWebhookDeliveries : ISlice
{
    public sealed record Response(List<WebhookView.DeliveryRow> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/webhooks/{id}/deliveries", Handle).For(Roles.Owner).ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, string? state, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var before = Paging.Position(after) is > 0 and var position ? position : long.MaxValue;
        Sql wanted = $"";
        if (state is not null)
            wanted = $"AND d.state = {state}";
        var rows = await db.Read(me.Workspace, async s => await s.Any($"SELECT 1 FROM webhook WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NULL")
            ? await WebhookView.Deliveries(s, $"AND d.webhook = {id} {wanted} AND d.seq < {before}", most + 1) : null);
        if (rows is null)
            return Problem.NotFound("webhook");
        if (state is not null && !Deliveries.States.Contains(state, StringComparer.Ordinal))
            return Problem.Invalid("/state", "state", $"The state is one of {string.Join(", ", Deliveries.States)}.");
        var next = Paging.Next(rows, most, r => r.Seq.ToString(CultureInfo.InvariantCulture));
        return TypedResults.Ok(new Response([.. rows.Select(r => r.Row)], next));
    }
}
