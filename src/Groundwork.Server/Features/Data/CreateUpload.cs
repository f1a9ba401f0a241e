using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Begins an upload, of which the first bytes may come at once.</summary>
public sealed class CreateUpload : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/uploads", Handle).For(Roles.Managers).SpeaksTus()
        .Accepts<byte[]>(isOptional: true, Tus.ChunkType, "*/*").WithMetadata(new UnlimitedBody())
        .ProducesProblem(400).ProducesProblem(412).ProducesProblem(413).ProducesProblem(415).ProducesProblem(507);

    static async Task<Results<Created, ProblemHttpResult>> Handle(HttpContext http, CurrentMember me, Db db, Uploads uploads)
    {
        var headers = http.Request.Headers;
        if (headers.ContainsKey("Upload-Defer-Length") || headers.ContainsKey("Upload-Concat"))
            return Problem.Invalid("/", "extension", $"This server knows the extensions {Tus.Extensions}.");
        if (headers.Number("Upload-Length") is not { } length)
            return Problem.Invalid("/", "length", "Upload-Length is the length of the whole file in bytes.");
        var (metadata, wrong) = Tus.ReadMetadata(headers["Upload-Metadata"].ToString());
        if (metadata is null)
            return Problem.Invalid("/", "metadata", wrong!);
        var hasBody = http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true && http.Request.ContentLength != 0;
        if (hasBody && !AppendUpload.IsChunk(http.Request))
            return AppendUpload.WrongType();
        if (length > uploads.Limits.FileBytes)
            return Problem.Of(413, "too_large", $"A file can have at most {Size(uploads.Limits.FileBytes)}.", "Split it, or ask the operator to offer its folder on the server.");
        if (await Refused(length, me, db, uploads) is { } refusal)
            return refusal;
        var upload = await Begin(length, metadata, me, db, uploads);
        http.Response.Headers.Location = $"/api/uploads/{upload.Id}";
        http.Response.Tell(0, upload.Expires);
        return hasBody || length == 0 ? await First(http, upload, uploads) : TypedResults.Created();
    }

    static async Task<Results<Created, ProblemHttpResult>> First(HttpContext http, Upload upload, Uploads uploads)
    {
        using var turn = await uploads.Take(upload, push: false, http.RequestAborted);
        if (turn is null)
            return AppendUpload.Busy(http.Response);
        if (await AppendUpload.Append(http, upload, 0, turn, uploads) is not { } problem)
            return TypedResults.Created();
        if (uploads.Offset(upload) > 0 || http.RequestAborted.IsCancellationRequested)
            return problem;
        // Nothing of it is here: the client can begin again as if nothing had been.
        http.Response.Headers.Remove("Location");
        await uploads.Remove(upload, turn);
        return problem;
    }

    static async Task<ProblemHttpResult?> Refused(long length, CurrentMember me, Db db, Uploads uploads)
    {
        var limits = uploads.Limits;
        var begun = await db.Read(null, s => s.All($"""
            SELECT {Uploads.Columns} FROM upload WHERE sha256 IS NULL AND expires > {s.Now}
            """, Uploads.Of));
        var ours = begun.Where(u => u.Workspace == me.Workspace).ToList();
        var bytes = ours.Sum(u => u.Length);
        if (ours.Count >= limits.UnfinishedFiles || bytes + length > limits.UnfinishedBytes)
            return Problem.Of(413, "too_many_uploads", $"This workspace has {ours.Count} unfinished uploads of {Size(bytes)} in all; {limits.UnfinishedFiles} of {Size(limits.UnfinishedBytes)} are the most.",
                "Finish or delete some of them (GET /api/uploads lists yours), or wait until they expire.");
        // What has begun is promised its room already.
        var free = uploads.Free() - begun.Sum(u => u.Length - uploads.Offset(u)) - limits.SpareBytes;
        return length <= free ? null : Problem.Of(507, "storage_full", $"There is no room for {Size(length)}: {Size(Math.Max(0, free))} are left for uploads.",
            "Free some space on the disk of the server's data folder, or delete uploads that are not needed.");
    }

    static async Task<Upload> Begin(long length, Tus.Metadata metadata, CurrentMember me, Db db, Uploads uploads)
    {
        var id = Guid.CreateVersion7().ToString();
        uploads.Begin(id);
        return await db.Write(me.Workspace, async s =>
        {
            await s.Run($"""
                INSERT INTO upload (id, workspace, member, name, length, expected, sha256, metadata, created, expires)
                VALUES ({id}, {s.Workspace}, {me.Id}, {metadata.Name}, {length}, {metadata.Sha256}, {null as string}, {metadata.Raw}, {s.Now}, {s.Now + Uploads.LifetimeMs})
                """);
            return new Upload(id, me.Workspace, metadata.Name, length, metadata.Sha256, null, metadata.Raw, s.Now, s.Now + Uploads.LifetimeMs);
        });
    }

    static string Size(long bytes) => bytes < 1L << 30 ? FormattableString.Invariant($"{bytes / 1048576.0:0.#} MB") : FormattableString.Invariant($"{bytes / 1073741824.0:0.#} GB");
}
