using System.Security.Cryptography;
using System.Text;
using Groundwork.Formats.Bundles;
using Groundwork.Server.Features.Data;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Groundwork.Server.Hosting;

/// <summary>Marks a route that sends bytes that somebody brought in: whatever they are, they run nothing.</summary>
public sealed record UserBytes
{
    public const string Policy = "sandbox; default-src 'none'";
}

/// <summary>A stored file, as far as it matters for sending it.</summary>
/// <param name="Place">Where it lies, if it was to stay there and there is no blob of it.</param>
public sealed record StoredFile(string Sha256, string MediaType, string? Shown, string? ShownType, string? Thumbnail, BundlePlace? Place, string Name)
{
    /// <summary>What a query selects to make one, from <c>item i</c> and <c>asset f</c>.</summary>
    internal static Sql Columns => $"f.sha256, f.media_type, f.shown, f.shown_type, f.thumbnail, f.root, f.path, f.size, f.modified, i.payload ->> 'name'";

    internal static readonly Func<Row, StoredFile> Map = r => new(r.Text(0), r.Text(1), r.TextOrNull(2), r.TextOrNull(3), r.TextOrNull(4),
        r.TextOrNull(5) is { } root ? new BundlePlace(root, r.Text(6), r.Long(7), r.Long(8)) : null, r.TextOrNull(9) ?? "");
}

/// <summary>Sends stored files: pictures of a few kinds to look at, everything else to save, under no type and no address that somebody else chose.</summary>
public sealed class FileAnswer(FolderBlobs blobs, FolderFiles folders)
{
    const string Thumbnails = "image/webp", Anything = "application/octet-stream";

    static readonly string[] Pictures = ["image/jpeg", "image/png", "image/webp", "image/gif"];

    /// <summary>The file, or the copy of it that browsers show.</summary>
    /// <param name="context">The request.</param>
    /// <param name="workspace">Whose file it is.</param>
    /// <param name="file">The file; null for none.</param>
    /// <param name="named">Whether the name that it came with may be told.</param>
    /// <param name="salt">Keeps the tag from naming the content where that is not to be known.</param>
    public Results<FileStreamHttpResult, ProblemHttpResult> Whole(HttpContext context, string workspace, StoredFile? file, bool named, string salt = "")
    {
        if (file is null)
            return Problem.NotFound("file");
        var (blob, type) = file.Shown is { } copy ? (copy, file.ShownType ?? Anything) : (file.Sha256, file.MediaType);
        var stream = blobs.Open(workspace, blob) ?? (file is { Shown: null, Place: { } place } ? folders.Open(place) : null);
        if (stream is null && file is { Shown: null, Place: { } lay })
            return Problem.Of(404, "file_changed", "The file behind this item is gone or has changed since it was imported.",
                $"It lay in the server's folder {lay.Root}. Have it put back as it was, or import the folder again.");
        var looked = Pictures.Contains(type, StringComparer.Ordinal);
        return Send(context, stream, blob, looked ? type : Anything, looked ? "inline" : "attachment", named ? file.Name : "", salt);
    }

    public Results<FileStreamHttpResult, ProblemHttpResult> Small(HttpContext context, string workspace, StoredFile? file, string salt = "") =>
        file?.Thumbnail is { } thumbnail ? Send(context, blobs.Open(workspace, thumbnail), thumbnail, Thumbnails, "inline", "", salt) : Problem.NotFound("thumbnail");

    static Results<FileStreamHttpResult, ProblemHttpResult> Send(HttpContext context, Stream? stream, string content, string type, string disposition, string name, string salt)
    {
        if (stream is null)
            return Problem.Of(404, "file_gone", "The file behind this item is missing.",
                "Restore the blobs from a backup, or import the file again.");
        if (context.Request.GetTypedHeaders().Range?.Ranges is { Count: 1 } ranges && ranges.First().From >= stream.Length)
        {
            var length = stream.Length;
            stream.Dispose();
            return Problem.Of(416, "range", "The file is shorter than that.", $"It has {length} bytes. Ask for a part of them, or leave the range out.");
        }
        var headers = context.Response.Headers;
        // Another account in the same browser asks again.
        headers.CacheControl = "private, max-age=600";
        headers.Vary = "Cookie, Authorization";
        var how = new ContentDispositionHeaderValue(disposition);
        if (name.Length > 0)
            how.SetHttpFileName(Plain(name));
        headers.ContentDisposition = how.ToString();
        var tag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt} {content} {type}")))[..24];
        return TypedResults.Stream(stream, type, entityTag: new EntityTagHeaderValue($"\"{tag}\""), enableRangeProcessing: true);
    }

    // What a name can't have on any system that it may be saved on.
    static string Plain(string name) => new([.. name.Select(c => c < ' ' || c is '/' or '\\' or ':' or '"' or '<' or '>' or '|' or '?' or '*' or '\x7F' or '\u202E' ? '_' : c)]);
}
