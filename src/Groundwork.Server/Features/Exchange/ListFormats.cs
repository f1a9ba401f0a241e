using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Lists the exchange formats and what each can do.</summary>
public sealed class ListFormats : ISlice
{
    /// <param name="Name">Its stable name.</param>
    /// <param name="Title">What people see.</param>
    /// <param name="Description">When to choose it.</param>
    /// <param name="Extensions">How names of its files end.</param>
    /// <param name="ReadsItems">Whether items are imported from it.</param>
    /// <param name="ReadsVotes">Whether votes are.</param>
    /// <param name="ReadsLabels">Whether labels are.</param>
    /// <param name="Writes">Whether snapshots are exported in it.</param>
    /// <param name="NeedsWhole">Whether the beginning of a file can't be looked at without its end.</param>
    /// <param name="Missing">Why it can't be used on this machine and what to do about it; null if it can.</param>
    public sealed record Row(string Name, string Title, string Description, IReadOnlyList<string> Extensions, bool ReadsItems, bool ReadsVotes, bool ReadsLabels, bool Writes, bool NeedsWhole, string? Missing);
    public sealed record Response(List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/formats", Handle).For(Roles.Everyone);

    static Ok<Response> Handle() => TypedResults.Ok(new Response([.. Catalog.Of<IFormat>()
        .Select(f => new Row(f.Name, f.Title, f.Description, f.Extensions, f is IItemReader, f is IVoteReader, f is ILabelReader, f.CanWrite, f.NeedsWhole,
            f.Missing is { } missing ? $"{missing} {f.MissingTodo}" : null))]));
}
