using System.Security.Cryptography;
using System.Text.Json;
using Groundwork.Formats.Bundles;
using Groundwork.Media;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Data;

/// <summary>Where a file lies that is used in place: the name of a folder that the server offers, the path below it, and when it was last changed.</summary>
public sealed record MediaPlace(string Root, string Path, long Modified);

/// <summary>A file that is about to become a row of asset; its bytes, its thumbnail and its copy for browsers are stored already.</summary>
/// <param name="Sha256">The blob, or the hash of the file where it lies.</param>
/// <param name="MediaType">What its content says it is.</param>
/// <param name="Thumbnail">A blob, WebP.</param>
/// <param name="Shown">A blob of the type <paramref name="ShownType"/>, or null where browsers show the file itself upright.</param>
/// <param name="Place">Where it lies, if there is no blob of it.</param>
public sealed record NewAsset(string Sha256, long Size, string MediaType, long Width, long Height, long Frames, string Thumbnail, string? Shown, string? ShownType,
    MediaPlace? Place = null);

/// <summary>What became of a file that was to be an image item: its row and its file's, or why there is none.</summary>
public sealed record MediaOutcome(NewItem? Item, string Reason = "", string Todo = "");

/// <summary>Takes image files in: their bytes are stored, and what they are is found out by looking, not by their names.</summary>
public sealed class MediaIntake(Db db, FolderBlobs blobs, OfferedFolders folders, Pictures pictures)
{
    /// <summary>A picture of the most pixels that are read fits, in any format that people save pictures in.</summary>
    const long MostBytes = 2L << 30;

    /// <summary>Stores a picture and everything made of it. Nothing is written to the database; the caller adds both rows in one unit.</summary>
    /// <param name="root">The name of the folder that the server offers, if the file is to be used where it lies.</param>
    /// <param name="path">Its path below that folder.</param>
    public async Task<MediaOutcome> Take(string workspace, BundleFile file, CancellationToken cancel, string? root = null, string? path = null)
    {
        var (lies, modified) = root is null ? (null, 0) : folders.Open(root, path!);
        await using var content = lies ?? await file.Open(cancel);
        var head = new byte[PictureType.Enough];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        if (length == 0)
            return new(null, "The file is empty.", "Send it again; it may have been cut off on its way.");
        if (PictureType.Of(head.AsSpan(0, length)) is null)
            return Refused(Pictures.NotAPicture);
        await using var bounded = new BoundedStream(new PrefixedStream(head.AsMemory(0, length), content), MostBytes);
        BlobRef stored;
        try
        {
            stored = lies is null ? await blobs.Put(workspace, bounded, cancel) : await HashOf(bounded, cancel);
        }
        catch (FileTooLongException)
        {
            return new(null, $"The file has more than {MostBytes >> 30} GB.", "Save the picture smaller, or in a format that packs it.");
        }
        // The same file again, perhaps in another dataset, has been looked at before.
        var asset = await db.Read(workspace, s => Known(s, stored.Sha256), cancel);
        if (asset is null)
        {
            await using var picture = lies ?? (FileStream)blobs.Open(workspace, stored.Sha256)!;
            var (read, refusal) = await Look(workspace, stored, picture, cancel);
            if (read is null)
                return Refused(refusal!);
            asset = lies is null ? read : read with { Place = new(root!, path!, modified) };
        }
        var name = file.Name[(file.Name.LastIndexOf('/') + 1)..];
        var payload = JsonSerializer.Serialize(new { asset = asset.Sha256, asset.MediaType, asset.Width, asset.Height, name }, JsonSerializerOptions.Web);
        return new(new NewItem(1, file.Name.Length == 0 ? null : file.Name, ImportReading.Image, payload, "{}") { Stored = asset });
    }

    async Task<(NewAsset?, PictureRefusal?)> Look(string workspace, BlobRef stored, FileStream picture, CancellationToken cancel)
    {
        await using var shown = blobs.Scratch();
        var outcome = await pictures.Read(picture.SafeFileHandle, shown.SafeFileHandle, cancel);
        if (outcome is PictureRefusal refusal)
            return (null, refusal);
        var read = (Picture)outcome;
        var thumbnail = await blobs.Put(workspace, read.Thumbnail, cancel);
        var copy = read.ShownType is null ? (BlobRef?)null : await Keep(workspace, shown, cancel);
        return (new NewAsset(stored.Sha256, stored.Size, read.MediaType, read.Width, read.Height, read.Frames, thumbnail.Sha256, copy?.Sha256, read.ShownType), null);
    }

    async Task<BlobRef> Keep(string workspace, FileStream shown, CancellationToken cancel)
    {
        shown.Position = 0;
        return await blobs.Put(workspace, shown, cancel);
    }

    static async Task<BlobRef> HashOf(BoundedStream content, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        var size = 0L;
        for (int n; (n = await content.ReadAsync(buffer, cancel)) > 0; size += n)
            hash.AppendData(buffer, 0, n);
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    static MediaOutcome Refused(PictureRefusal refusal) => new(null, refusal.Reason, refusal.Todo);

    static ValueTask<NewAsset?> Known(Session s, string sha256) => s.One($"""
        SELECT sha256, size, media_type, width, height, frames, thumbnail, shown, shown_type FROM asset
        WHERE workspace = {s.Workspace} AND sha256 = {sha256} AND thumbnail IS NOT NULL
        """, r => new NewAsset(r.Text(0), r.Long(1), r.Text(2), r.Long(3), r.Long(4), r.Long(5), r.Text(6), r.TextOrNull(7), r.TextOrNull(8)));

    /// <summary>Adds the rows of files that the workspace doesn't have.</summary>
    internal static async ValueTask Store(Session s, IReadOnlyList<NewAsset> assets)
    {
        if (assets.Count > 0)
            await s.Run($"""
                INSERT INTO asset (workspace, sha256, size, media_type, width, height, frames, thumbnail, shown, shown_type, root, path, modified, created)
                SELECT {s.Workspace}, r.sha, r.size, r.type, r.width, r.height, r.frames, r.thumbnail, r.shown, r.shown_type, r.root, r.path, r.modified, {s.Now}
                FROM {Rows.Of(assets).Text("sha", a => a.Sha256).Integer("size", a => a.Size).Text("type", a => a.MediaType).Integer("width", a => a.Width)
                    .Integer("height", a => a.Height).Integer("frames", a => a.Frames).Text("thumbnail", a => a.Thumbnail).Text("shown", a => a.Shown)
                    .Text("shown_type", a => a.ShownType).Text("root", a => a.Place?.Root).Text("path", a => a.Place?.Path)
                    .Integer("modified", a => a.Place?.Modified)} WHERE true
                ON CONFLICT DO NOTHING
                """);
    }
}
