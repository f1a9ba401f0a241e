using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Gives a webhook a new secret, shown once. For a day messages carry a signature by the former one as well, so that the receiver can change over.</summary>
public sealed class RotateWebhookSecret : ISlice
{
    public sealed record Response(string Secret, long FormerUntil);

    const long BothMs = 24L * 3600 * 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/webhooks/{id}/secret", Handle).For(Roles.Owner).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, SealedSecrets secrets)
    {
        var secret = Signature.NewSecret();
        var until = await db.Write<long?>(me.Workspace, async s =>
        {
            if (await s.Run($"""
                UPDATE webhook SET former_secret = secret, former_until = {s.Now + BothMs}, secret = {secrets.Seal(secret, id)} WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NULL
                """) == 0)
                return null;
            await EventCalls.Record(s, me.Id, "webhook.secret.rotated", id);
            return s.Now + BothMs;
        });
        return until is { } both ? TypedResults.Ok(new Response(Signature.Shown(secret), both)) : Problem.NotFound("webhook");
    }
}
