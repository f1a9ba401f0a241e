using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Has an address told of what happens in the workspace, from now on. The secret of its signatures is shown once.</summary>
public sealed class CreateWebhook : ISlice
{
    /// <param name="Projects">Only what happens in these; without any, all.</param>
    public sealed record Request(string Name, string Url, List<string> Events, List<string>? Projects = null);
    public sealed record Response(string Id, string Secret);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/webhooks", Handle).For(Roles.Owner).ProducesProblem(400).ProducesProblem(409);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, OutboundClient outbound, SealedSecrets secrets, CancellationToken cancel)
    {
        var faults = new List<Fault>();
        var name = WebhookRules.Name(request.Name, faults);
        WebhookRules.Events(request.Events, faults);
        await WebhookRules.Url(request.Url, outbound, faults, cancel);
        await db.Read(me.Workspace, async s => { await WebhookRules.Projects(s, request.Projects, faults); return true; }, cancel);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var secret = Signature.NewSecret();
        var (made, refusal) = await EventCalls.MakeOnce<string>(db, me, nameof(CreateWebhook), key, request, async s =>
        {
            if (await s.Long($"SELECT count(*) FROM webhook WHERE workspace = {s.Workspace} AND deleted IS NULL") >= WebhookRules.Most)
                return (null, Problem.Conflict("too_many", $"A workspace has at most {WebhookRules.Most} webhooks.", "Delete one that nobody needs, or have one receiver pass messages on."));
            var id = s.NewId();
            await s.Run($"""
                INSERT INTO webhook (id, workspace, name, url, events, projects, secret, state, heard, created, by_member)
                VALUES ({id}, {s.Workspace}, {name}, {request.Url}, {WebhookRules.List(request.Events)}, {WebhookRules.List(request.Projects ?? [])}, {secrets.Seal(secret, id)}, 'active', {s.Now}, {s.Now}, {me.Id})
                """);
            await EventCalls.Record(s, me.Id, "webhook.created", id);
            return (id, null);
        }, cancel);
        if (made is null)
            return refusal!;
        // Made by an earlier request of the same key, it has that one's secret.
        var stored = await db.Read(me.Workspace, s => s.Text($"SELECT secret FROM webhook WHERE id = {made} AND workspace = {s.Workspace} AND deleted IS NULL"), cancel);
        return stored is null || secrets.Open(stored, made) is not { } known ? Problem.NotFound("webhook") : TypedResults.Created($"/api/webhooks/{made}", new Response(made, Signature.Shown(known)));
    }
}
