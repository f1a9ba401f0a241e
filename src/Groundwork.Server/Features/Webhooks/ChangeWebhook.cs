using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Changes who is told of what, and switches a webhook off or on. What happens while it is off is not told later.</summary>
public sealed class ChangeWebhook : ISlice
{
    /// <summary>What isn't named stays as it is.</summary>
    public sealed record Request(string? Name = null, string? Url = null, List<string>? Events = null, List<string>? Projects = null, bool? Enabled = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPatch("/webhooks/{id}", Handle).For(Roles.Owner).ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<WebhookView.WebhookRow>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, OutboundClient outbound, CancellationToken cancel)
    {
        if (await db.Read(me.Workspace, s => WebhookView.One(s, id), cancel) is not { } before)
            return Problem.NotFound("webhook");
        var faults = new List<Fault>();
        var name = WebhookRules.Name(request.Name, faults);
        WebhookRules.Events(request.Events, faults);
        await WebhookRules.Url(request.Url, outbound, faults, cancel);
        // What it has already may have been deleted meanwhile.
        await db.Read(me.Workspace, async s => { await WebhookRules.Projects(s, request.Projects?.Except(before.Projects, StringComparer.Ordinal).ToList(), faults); return true; }, cancel);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var changed = await db.Write(me.Workspace, async s =>
        {
            if (await s.Text($"SELECT state FROM webhook WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NULL {Dialect.Lock}") is not { } state)
                return null;
            await s.Run($"""
                UPDATE webhook SET name = coalesce({name}, name), url = coalesce({request.Url}, url), events = coalesce({Listed(request.Events)}, events),
                  projects = coalesce({Listed(request.Projects)}, projects) WHERE id = {id} AND workspace = {s.Workspace}
                """);
            if (request.Enabled == false && state != "disabled")
                await s.Run($"UPDATE webhook SET state = 'disabled', reason = 'person', disabled = {s.Now} WHERE id = {id} AND workspace = {s.Workspace}");
            // Another address begins with a clean slate; and what was missed while it was off stays missed.
            if (request.Enabled == true && state == "disabled")
                await s.Run($"UPDATE webhook SET state = 'active', reason = NULL, disabled = NULL, failing_since = NULL, not_before = NULL, heard = {s.Now} WHERE id = {id} AND workspace = {s.Workspace}");
            else if (request.Url is not null && state == "failing")
                await s.Run($"UPDATE webhook SET state = 'active', failing_since = NULL, not_before = NULL WHERE id = {id} AND workspace = {s.Workspace}");
            await EventCalls.Record(s, me.Id, "webhook.changed", id);
            return await WebhookView.One(s, id);
        }, cancel);
        return changed is not null ? TypedResults.Ok(changed) : Problem.NotFound("webhook");
    }

    static Json? Listed(List<string>? values) => values is null ? null : WebhookRules.List(values);
}
