using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Shows one webhook.</summary>
public sealed class GetWebhook : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/webhooks/{id}", Handle).For(Roles.Owner).ProducesProblem(404);

    static async Task<Results<Ok<WebhookView.WebhookRow>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Read(me.Workspace, s => WebhookView.One(s, id)) is { } found ? TypedResults.Ok(found) : Problem.NotFound("webhook");
}
