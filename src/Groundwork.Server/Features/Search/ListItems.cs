using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Search;

/// <summary>Lists a dataset's items: those that a filter finds, in the order that is asked for.</summary>
public sealed class ListItems : ISlice
{
    public sealed record Image(long Width, long Height);
    public sealed record Row(string Id, long Ordinal, string ExternalId, string Modality, string Text, [Shape("Metadata")] JsonElement Metadata,
        string? Split, List<string> Tags, string ImportId, long CreatedAt, Image? Image);
    public sealed record Response(List<Row> Items, string? Next, long Count, bool Exact);

    const int LongestText = 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/datasets/{id}/items", Handle).For(Roles.Readers, In.Dataset).Heavy().ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string id, [AsParameters] TableQuery query, CurrentMember me, Db db, TableCache cache, CancellationToken cancel)
    {
        if (!await db.Read(me.Workspace, s => s.Any($"SELECT 1 FROM dataset WHERE id = {id} AND workspace = {s.Workspace}"), cancel))
            return Problem.NotFound("dataset");
        var faults = new List<Fault>();
        if (Asked.Read(query, ItemRows.Declared, faults) is not { } asked)
            return Problem.Invalid(faults);
        var page = await TableReading.List(cache, cache.Items(me.Workspace, id), asked, (s, ordinals) => Rows(s, id, ordinals), cancel);
        return TypedResults.Ok(new Response(page.Rows, page.Next, page.Count, page.Exact));
    }

    static async ValueTask<List<Row>> Rows(Session s, string dataset, IReadOnlyList<long> ordinals)
    {
        var found = new Dictionary<long, Row>();
        await s.Each($"""
            SELECT id, ordinal, external_id, modality, substr(payload ->> 'text', 1, CAST({LongestText + 1L} AS INTEGER)), metadata, split, tags, import, created,
              CASE WHEN modality = 'image' THEN CAST(payload ->> 'width' AS BIGINT) END, CASE WHEN modality = 'image' THEN CAST(payload ->> 'height' AS BIGINT) END
            FROM item WHERE dataset = {dataset} AND workspace = {s.Workspace} AND ordinal IN {new Numbers(ordinals)}
            """, r => found[r.Long(1)] = new Row(r.Text(0), r.Long(1), r.Text(2), r.Text(3), Excerpt.Of(r.TextOrNull(4), LongestText), JsonElement.Parse(r.Text(5)),
                r.TextOrNull(6), r.TextOrNull(7) is { } tags ? JsonSerializer.Deserialize<List<string>>(tags)! : [], r.Text(8), r.Long(9),
                r.LongOrNull(10) is { } width && r.LongOrNull(11) is { } height ? new Image(width, height) : null));
        return [.. ordinals.Where(found.ContainsKey).Select(o => found[o])];
    }
}
