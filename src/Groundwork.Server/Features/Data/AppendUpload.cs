using System.Globalization;
using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Takes the next bytes of an upload. What was acknowledged is on the disk, and what came before the line broke is kept.</summary>
public sealed class AppendUpload : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPatch("/uploads/{id}", Handle).For(Roles.Managers).SpeaksTus()
        .Accepts<byte[]>(Tus.ChunkType, "*/*").WithMetadata(new UnlimitedBody())
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(412).ProducesProblem(413)
        .ProducesProblem(415).ProducesProblem(423).ProducesProblem(460).ProducesProblem(507);

    internal static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, HttpContext http, CurrentMember me, Uploads uploads)
    {
        var (upload, refusal) = await uploads.Find(me, id);
        if (upload is null)
            return refusal!;
        if (!IsChunk(http.Request))
            return WrongType();
        if (http.Request.Headers.Number("Upload-Offset") is not { } offset)
            return Problem.Invalid("/", "offset", "Upload-Offset is the number of bytes that are here already; HEAD tells it.");
        using var turn = await uploads.Take(upload, push: false, http.RequestAborted);
        if (turn is null)
            return Busy(http.Response);
        // It may have come to its end while this waited.
        if (await uploads.Load(me.Workspace, id) is not { } now)
            return Problem.NotFound("upload");
        return await Append(http, now, offset, turn, uploads) is { } problem ? problem : TypedResults.NoContent();
    }

    /// <summary>Null if it was taken.</summary>
    internal static async Task<ProblemHttpResult?> Append(HttpContext http, Upload upload, long offset, UploadTurn turn, Uploads uploads)
    {
        var (request, response) = (http.Request, http.Response);
        var (checksum, wrong) = UploadChecksum.Of(request.Headers["Upload-Checksum"]);
        using var held = checksum;
        if (wrong is not null)
            return Problem.Invalid("/", "checksum", wrong);
        (upload, var here) = await uploads.Settle(upload, turn);
        if (offset != here)
        {
            response.Tell(here, upload.Expires);
            return Problem.Conflict("offset", $"{Bytes(here)} of this upload are here, not {Bytes(offset)}.", "Ask for the offset by HEAD and go on from there.", ("offset", here));
        }
        if (request.ContentLength > upload.Length - offset)
            return TooLong(upload);
        var end = upload.Sha256 is not null ? ChunkEnd.Whole
            : await new UploadChunk(uploads.PathOf(upload.Id), turn.State, upload.Length).Write(request.Body, checksum, http.Abort);
        var after = upload.Sha256 is not null || uploads.Offset(upload) < upload.Length ? upload : await uploads.Complete(upload, turn);
        response.Tell(after is null ? 0 : uploads.Offset(after), await uploads.Prolong(upload));
        return after is null ? Problem.Of(460, "wrong_file", "What arrived isn't the file that was announced: its SHA-256 is another.",
                "Something was damaged or mixed up on the way. The upload is empty again; send the file from its beginning.")
            : end switch
            {
                ChunkEnd.WrongChecksum => Problem.Of(460, "checksum", "This chunk was damaged on the way.", "Nothing of it was kept. Send it again."),
                ChunkEnd.TooLong => TooLong(upload),
                ChunkEnd.CutOff => Problem.Of(400, "cut_off", "The connection ended before the chunk did.", "Ask by HEAD how much arrived, and go on from there."),
                _ => null,
            };
    }

    internal static bool IsChunk(HttpRequest request) => request.ContentType?.Split(';')[0].Trim().Equals(Tus.ChunkType, StringComparison.OrdinalIgnoreCase) == true;

    internal static ProblemHttpResult WrongType() =>
        Problem.Of(415, "content_type", $"Bytes of an upload come as {Tus.ChunkType}.", $"Send the header \"Content-Type: {Tus.ChunkType}\".");

    internal static ProblemHttpResult Busy(HttpResponse response)
    {
        response.Headers.RetryAfter = "1";
        return Problem.Of(423, "locked", "Another connection is writing this upload.", "Wait until it has ended, then ask for the offset by HEAD.");
    }

    internal static ProblemHttpResult TooLong(Upload upload) => Problem.Of(413, "too_long", $"This is more than the {Bytes(upload.Length)} that were announced.",
        "Nothing of this chunk was kept. Begin another upload with the right Upload-Length.");

    static string Bytes(long count) => count.ToString("N0", CultureInfo.InvariantCulture) + " bytes";
}
