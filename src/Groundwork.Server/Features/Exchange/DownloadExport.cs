using System.Text.Json;
using Groundwork.Formats;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Jobs;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// Downloads an exported file, also while it is being written: whoever reaches its end waits for more, and a connection that broke
/// goes on where it was.
/// </summary>
public sealed class DownloadExport : ISlice
{
    static readonly TimeSpan Looks = TimeSpan.FromMilliseconds(50);

    sealed record Export(string State, ExportJob.Options Options, string? Result, bool Expired, JobProblem? Problem);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/exports/{id}/file", Handle).For(Roles.Readers, In.Export).Heavy().ToNote().WithMetadata(new UserBytes())
        .Produces<byte[]>(200, "application/octet-stream").Produces<byte[]>(206, "application/octet-stream").ProducesProblem(404).ProducesProblem(409).ProducesProblem(410);

    static async Task<IResult> Handle(string id, HttpContext context, CurrentMember me, Db db, ExportFiles files, FolderBlobs blobs, CancellationToken cancel)
    {
        var noted = false;
        for (;;)
        {
            var growing = files.Of(id);
            var export = await db.Read(me.Workspace, s => Find(s, id), cancel);
            if (export is null || await StoredSnapshot.Find(db, me.Workspace, export.Options.Snapshot, cancel) is not { } snapshot)
                return Problem.NotFound("export");
            // Whoever takes up a download that broke off has been noted where it began.
            if (!noted && export.State is not ("failed" or "cancelled") && !(context.Request.GetTypedHeaders().Range?.Ranges.FirstOrDefault()?.From > 0))
                await db.Write(me.Workspace, s => EventCalls.Record(s, me.Id, "export.downloaded", id, project: snapshot.ProjectId), cancel);
            noted = true;
            var writer = snapshot.Asked(export.Options.Format, export.Options.What, null).Wish?.Writer;
            if (writer is null)
                return Gone;
            var (tag, name) = (new EntityTagHeaderValue($"\"{snapshot.Tag(export.Options)}\""), snapshot.FileName(writer, export.Options.What));
            switch (export.State)
            {
                case "done":
                    return export.Expired || blobs.Open(me.Workspace, ExportJob.Made.Of(export.Result!).Sha256) is not { } file ? Gone
                        : TypedResults.File(file, writer.MediaType, name, entityTag: tag, enableRangeProcessing: true);
                case "failed" or "cancelled":
                    return Problem.Conflict("export_" + export.State, export.Problem?.Title ?? "The export was cancelled.", export.Problem?.Detail ?? "Start it again.");
            }
            if (growing is not null && await GrowingAnswer.Of(context, growing, tag, cancel) is { } answer)
            {
                answer.Named(writer.MediaType, name);
                return answer;
            }
            // It waits for its turn, or has just ended, or the whole length was asked for.
            await Task.Delay(Looks, cancel);
        }
    }

    static ValueTask<Export?> Find(Session s, string id) => s.One($"SELECT state, options, result, expires, problem FROM job WHERE id = {id} AND workspace = {s.Workspace} AND kind = {ExportJob.Name}",
        r => new Export(r.Text(0), JsonSerializer.Deserialize<ExportJob.Options>(r.Text(1))!, r.TextOrNull(2), r.LongOrNull(3) <= s.Now,
            r.TextOrNull(4) is { } problem ? JsonSerializer.Deserialize<JobProblem>(problem, JsonSerializerOptions.Web) : null));

    static ProblemHttpResult Gone => Problem.Of(410, "export_expired", "The file isn't kept any more.", "Exported files are kept for 7 days. Export the snapshot again.");
}
