using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Lists the kinds of events that a webhook can be told of.</summary>
public sealed class ListWebhookEvents : ISlice
{
    /// <param name="Data">The names in the message's data.</param>
    public sealed record Kind(string Type, string About, List<string> Data);
    public sealed record Response(List<Kind> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/webhook-events", Handle).For(Roles.Owner);

    static Ok<Response> Handle() => TypedResults.Ok(new Response([.. EventCatalogue.Choosable.Select(e => new Kind(e.Type, e.About, [.. e.Data]))]));
}
