using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Downloads a snapshot in a format: what is believed, or every individual answer.</summary>
public sealed class ExportSnapshot : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/snapshots/{id}/export", Handle).For(Roles.Readers, In.Snapshot)
        .Produces<byte[]>(200, "application/octet-stream").ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs, string? format, string? what, CancellationToken cancel)
    {
        var (writer, wanted, refused) = StoredSnapshot.Asked(format, what);
        if (refused is not null)
            return refused;
        if (await StoredSnapshot.Find(db, me.Workspace, id, cancel) is not { } snapshot)
            return Problem.NotFound("snapshot");
        var rows = snapshot.Open(blobs, me.Workspace);
        return TypedResults.Stream(async body => await snapshot.Write(writer!, body, rows, blobs, wanted, cancel), writer!.MediaType,
            FileName(snapshot.Project, snapshot.Name, what ?? "resolutions", writer.Extensions[0]));
    }

    static string FileName(params string[] parts)
    {
        var name = new string([.. string.Join('-', parts[..^1]).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        return string.Join('-', name.Split('-', StringSplitOptions.RemoveEmptyEntries)) + parts[^1];
    }
}
