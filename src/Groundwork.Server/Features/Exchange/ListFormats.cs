using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Lists the exchange formats and what each can do.</summary>
public sealed class ListFormats : ISlice
{
    public sealed record Row(string Name, string Title, string Description, IReadOnlyList<string> Extensions, bool ReadsItems, bool ReadsVotes, bool ReadsLabels, bool Writes);
    public sealed record Response(List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/formats", Handle).For(Roles.Everyone);

    static Ok<Response> Handle() => TypedResults.Ok(new Response([.. Catalog.Of<IFormat>()
        .Select(f => new Row(f.Name, f.Title, f.Description, f.Extensions, f is IItemReader, f is IVoteReader, f is ILabelReader, f.CanWrite))]));
}
