using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Lists the workspace's webhooks: who is told what, and how it goes.</summary>
public sealed class ListWebhooks : ISlice
{
    public sealed record Response(List<WebhookView.WebhookRow> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/webhooks", Handle).For(Roles.Owner);

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db) => TypedResults.Ok(new Response(await db.Read(me.Workspace, s => WebhookView.All(s, Sql.Nothing))));
}
