using System.Globalization;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Audit;

/// <summary>Lists what happened in the workspace, newest first, by whom, to what and from where.</summary>
public sealed class ListEvents : ISlice
{
    /// <param name="Items">Some lines; there may be none on a page in the midst of the log that has little of what is looked for.</param>
    /// <param name="Next">Where the next page begins; null at the log's beginning.</param>
    public sealed record Response(List<EventRow> Items, string? Next);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit/events", Handle).For(Roles.Owner).Heavy().ProducesProblem(400);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(CurrentMember me, Db db, string? actor, string? action, string? subject, string? project,
        long? from, long? to, string? after, int? limit, CancellationToken cancel)
    {
        var wish = new Wish { Actor = Given(actor), Action = Given(action), Subject = Given(subject), Project = Given(project), From = from, To = to };
        if (wish.Faults() is { Count: > 0 } faults)
            return Problem.Invalid(faults);
        return TypedResults.Ok(await db.Read(me.Workspace, async s =>
        {
            var (lines, next) = await LogSearch.Newest(s, wish, Paging.Position(after) is > 0 and var position ? position : null, Paging.Limit(limit));
            var names = await EventNames.Of(s, lines);
            return new Response([.. lines.Select(l => EventRow.Of(l, names))], next?.ToString(CultureInfo.InvariantCulture));
        }, cancel));
    }

    internal static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
