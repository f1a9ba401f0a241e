using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Shows a dataset and the imports that filled it.</summary>
public sealed class GetDataset : ISlice
{
    public sealed record Import(string Id, string FileName, string Format, string Sha256, string Source, string Licence, string Consent, string Collected, long ImportedAt, string By,
        long Imported, long Duplicates, long Failed, [OneOf("waiting", "running", "done", "failed", "cancelled")] string State, [Shape("RowErrors")] JsonElement Errors);
    public sealed record Response(string Id, string Name, long ItemCount, long CreatedAt, List<Import> Imports);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/datasets/{id}", Handle).For(Roles.Readers, In.Dataset).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Read(me.Workspace, s => Load(s, id)) is { } found ? TypedResults.Ok(found) : Problem.NotFound("dataset");

    static async ValueTask<Response?> Load(Session s, string id)
    {
        var imports = await s.All($"""
            SELECT i.id, i.file_name, i.format, i.sha256, i.source, i.licence, i.at, m.name, i.imported, i.duplicates, i.failed, i.state, i.errors, i.consent, i.collected
            FROM import i JOIN member m ON m.id = i.by_member AND m.workspace = i.workspace
            WHERE i.dataset = {id} AND i.workspace = {s.Workspace} ORDER BY i.at DESC, i.id DESC LIMIT 50
            """, r => new Import(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Text(5), r.Text(13), r.Text(14), r.Long(6), r.Text(7), r.Long(8), r.Long(9), r.Long(10), r.Text(11),
                JsonElement.Parse(r.Text(12))));
        return await s.One($"SELECT name, next_ordinal - 1 - deleted_items, created FROM dataset WHERE id = {id} AND workspace = {s.Workspace}",
            r => new Response(id, r.Text(0), r.Long(1), r.Long(2), imports));
    }
}
