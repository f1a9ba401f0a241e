using System.Text.Json.Nodes;
using Groundwork.Core;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;
using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Quality;

/// <summary>Lists the truth methods and agreement coefficients that there are, with their settings.</summary>
public sealed class ListMethods : ISlice
{
    public sealed record Row(string Name, string Title, string Description, JsonNode Settings);
    public sealed record Response(List<Row> Truth, List<Row> Agreement);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/methods", Handle).For(Roles.Everyone);

    static Ok<Response> Handle() => TypedResults.Ok(new Response(
        [.. Catalog.Of<ITruthMethod>().Select(m => Describe(m, m.SettingsType))],
        [.. Catalog.Of<IAgreement>().Select(m => Describe(m, m.SettingsType))]));

    static Row Describe(ICatalogued each, Type settings) => new(each.Name, each.Title, each.Description, SettingsSchema.Of(settings));
}
