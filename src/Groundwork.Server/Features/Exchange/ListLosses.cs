using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Says what an export would hold and what its format won't, before anybody downloads it: how many rows, and each loss with how often it
/// occurs. It is counted by writing the export to nowhere, so it is exact.
/// </summary>
public sealed class ListLosses : ISlice
{
    /// <param name="What">What is lost.</param>
    /// <param name="Why">What stands in its place.</param>
    /// <param name="Restored">Whether importing the file here brings it back; other programs don't see it.</param>
    /// <param name="Count">How often it occurs.</param>
    /// <param name="Example">Where it occurs first.</param>
    public sealed record Row(string What, string Why, bool Restored, long Count, string Example);
    /// <param name="Rows">How many rows of the snapshot the file would hold.</param>
    /// <param name="Items">What it wouldn't hold of them.</param>
    public sealed record Response(long Rows, List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/snapshots/{id}/losses", Handle).For(Roles.Readers, In.Snapshot)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        string id, CurrentMember me, Db db, FolderBlobs blobs, string? format, string? what, string? filter, CancellationToken cancel)
    {
        if (await StoredSnapshot.Find(db, me.Workspace, id, cancel) is not { } snapshot)
            return Problem.NotFound("snapshot");
        var (wish, refused) = snapshot.Asked(format, what, filter);
        if ((refused ?? StoredSnapshot.Unwritable(wish!)) is { } no)
            return no;
        // All of it in a format that holds everything needs no look.
        var (rows, losses) = wish is { Writer.Losses.Count: 0, Filter.IsEmpty: true } ? (snapshot.Manifest.Rows, [])
            : await snapshot.Write(wish!, Stream.Null, blobs, me.Workspace, _ => { }, cancel);
        return TypedResults.Ok(new Response(rows, [.. losses.Select(l => new Row(l.Kind.What, l.Kind.Why, l.Kind.Restored, l.Count, l.Example))]));
    }
}
