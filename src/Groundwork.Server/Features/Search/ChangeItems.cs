using System.Text.Json;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Search;

/// <summary>Tags many items, puts them into a split or deletes them: those with these ids, or all that a filter finds but some. Deleted ones can be brought back for 30 days.</summary>
public sealed class ChangeItems : ISlice
{
    public sealed record Request(List<string>? Ids = null, [Shape("Filter")] JsonElement? Filter = null, List<string>? Except = null,
        string? Tag = null, string? Untag = null, string? Split = null, bool Delete = false);
    public sealed record Response(long Changed, string? Undo);

    const int Chunk = 200;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/datasets/{id}/items/change", Handle).For(Roles.Managers, In.Dataset).Heavy()
        .ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, TableCache cache, CancellationToken cancel)
    {
        if (!await db.Read(me.Workspace, s => s.Any($"SELECT 1 FROM dataset WHERE id = {id} AND workspace = {s.Workspace}"), cancel))
            return Problem.NotFound("dataset");
        var change = new ItemChange(request.Tag, request.Untag, request.Split, request.Delete);
        var faults = change.Faults();
        var conditions = Chosen.Conditions(request.Ids, SavedView.Filter(request.Filter), request.Except, ItemRows.Declared, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var deletion = request.Delete ? await db.Write(me.Workspace, s => DataCalls.BeginDeletion(s, me, id), cancel) : null;
        var changed = await Chosen.Each(cache, cache.Items(me.Workspace, id), conditions, request.Ids, request.Except,
            (s, ids) => s.All($"SELECT ordinal FROM item WHERE dataset = {id} AND workspace = {s.Workspace} AND id IN {ids}", r => r.Long(0)),
            db, request.Delete ? DataCalls.ItemChunk : Chunk,
            ordinals => db.Write(me.Workspace, s => DataCalls.Change(s, me, id, [.. ordinals], change, deletion), cancel), cancel);
        return TypedResults.Ok(new Response(changed, deletion is not null && changed > 0 ? Trash.Token(DataCalls.ItemsKind, deletion) : null));
    }
}
