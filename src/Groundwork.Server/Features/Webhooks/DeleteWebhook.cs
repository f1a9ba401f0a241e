using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Deletes a webhook with its log: nothing more is sent, and its secret is forgotten at once.</summary>
public sealed class DeleteWebhook : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/webhooks/{id}", Handle).For(Roles.Owner).ProducesProblem(404);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db)
    {
        var gone = await db.Write(me.Workspace, async s =>
        {
            // The rows of its log may be many: they are cleared away later, a few at a time.
            if (await s.Run($"""
                UPDATE webhook SET deleted = {s.Now}, secret = '', former_secret = NULL, former_until = NULL WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NULL
                """) == 0)
                return false;
            await EventCalls.Record(s, me.Id, "webhook.deleted", id);
            return true;
        });
        return gone ? TypedResults.NoContent() : Problem.NotFound("webhook");
    }
}
