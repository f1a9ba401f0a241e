using System.Globalization;
using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Lists a dataset's items in the order of their arrival, or those with certain words.</summary>
public sealed class ListItems : ISlice
{
    public sealed record Row(string Id, long Ordinal, string ExternalId, string Modality, string Text, [Shape("Metadata")] JsonElement Metadata);
    public sealed record Response(List<Row> Items, string? Next, long About);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/datasets/{id}/items", Handle).For(Roles.Readers, In.Dataset).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, string? q, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        return await db.Read<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var about = await s.Long($"SELECT next_ordinal - 1 FROM dataset WHERE id = {id} AND workspace = {s.Workspace}");
            if (about is null)
                return Problem.NotFound("dataset");
            Sql byWords = SearchText.Pattern(q) is { } words
                ? $"AND (payload ->> 'text' {Dialect.Like} {words} ESCAPE '\\' OR external_id {Dialect.Like} {words} ESCAPE '\\')" : Sql.Nothing;
            var rows = await s.All($"""
                SELECT id, ordinal, external_id, modality, payload ->> 'text', metadata FROM item
                WHERE dataset = {id} AND workspace = {s.Workspace} AND ordinal > {Paging.Position(after)} {byWords} ORDER BY ordinal LIMIT {most + 1L}
                """, r => new Row(r.Text(0), r.Long(1), r.Text(2), r.Text(3), r.TextOrNull(4) ?? "", JsonElement.Parse(r.Text(5))));
            return TypedResults.Ok(new Response(rows, Paging.Next(rows, most, r => r.Ordinal.ToString(CultureInfo.InvariantCulture)), about.Value));
        });
    }
}
