using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Says what a format won't hold of a snapshot, before anybody downloads it: each thing with how often it occurs. It is counted by
/// writing the export to nowhere, so it is exact.
/// </summary>
public sealed class ListLosses : ISlice
{
    /// <param name="What">What is lost.</param>
    /// <param name="Why">What stands in its place.</param>
    /// <param name="Restored">Whether importing the file here brings it back; other programs don't see it.</param>
    /// <param name="Count">How often it occurs.</param>
    /// <param name="Example">Where it occurs first.</param>
    public sealed record Row(string What, string Why, bool Restored, long Count, string Example);
    public sealed record Response(List<Row> Items);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/snapshots/{id}/losses", Handle).For(Roles.Readers, In.Snapshot)
        .ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs, string? format, string? what, CancellationToken cancel)
    {
        var (writer, wanted, refused) = StoredSnapshot.Asked(format, what);
        if (refused is not null)
            return refused;
        if (await StoredSnapshot.Find(db, me.Workspace, id, cancel) is not { } snapshot)
            return Problem.NotFound("snapshot");
        // A format that holds everything needs no look.
        var losses = writer!.Losses.Count == 0 ? [] : await snapshot.Write(writer, Stream.Null, snapshot.Open(blobs, me.Workspace), blobs, wanted, cancel);
        return TypedResults.Ok(new Response([.. losses.Select(l => new Row(l.Kind.What, l.Kind.Why, l.Kind.Restored, l.Count, l.Example))]));
    }
}
