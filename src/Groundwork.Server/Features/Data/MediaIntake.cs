using System.Text.Json;
using Groundwork.Formats.Bundles;
using Groundwork.Media;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Data;

/// <summary>A file that is about to become a row of asset; its bytes, its thumbnail and its copy for browsers are stored already.</summary>
/// <param name="Sha256">The blob, or the hash of the file where it lies.</param>
/// <param name="MediaType">What its content says it is.</param>
/// <param name="Thumbnail">A blob, WebP.</param>
/// <param name="Shown">A blob of the type <paramref name="ShownType"/>, or null where browsers show the file itself upright.</param>
public sealed record NewAsset(string Sha256, long Size, string MediaType, long Width, long Height, long Frames, string Thumbnail, string? Shown, string? ShownType);

/// <summary>What became of a file that was to be an image item: its row and its file's, or why there is none.</summary>
public sealed record MediaOutcome(NewItem? Item, NewAsset? Asset, string Reason = "", string Todo = "");

/// <summary>Takes image files in: their bytes are stored, and what they are is found out by looking, not by their names.</summary>
public sealed class MediaIntake(Db db, FolderBlobs blobs, Pictures pictures)
{
    /// <summary>A picture of the most pixels that are read fits, in any format that people save pictures in.</summary>
    const long MostBytes = 2L << 30;

    /// <summary>Stores a picture and everything made of it. Nothing is written to the database; the caller adds both rows in one unit.</summary>
    public async Task<MediaOutcome> Take(string workspace, BundleFile file, CancellationToken cancel)
    {
        var head = new byte[PictureType.Enough];
        await using var content = await file.Open(cancel);
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
        if (length == 0)
            return new(null, null, "The file is empty.", "Send it again; it may have been cut off on its way.");
        if (PictureType.Of(head.AsSpan(0, length)) is null)
            return Refused(Pictures.NotAPicture);
        await using var bounded = new BoundedStream(head.AsMemory(0, length), content, MostBytes);
        BlobRef stored;
        try
        {
            stored = await blobs.Put(workspace, bounded, cancel);
        }
        catch (FileTooLongException)
        {
            return new(null, null, $"The file has more than {MostBytes >> 30} GB.", "Save the picture smaller, or in a format that packs it.");
        }
        // The same file again, perhaps in another dataset, has been looked at before.
        var asset = await db.Read(workspace, s => Known(s, stored.Sha256), cancel);
        if (asset is null)
        {
            var (read, refusal) = await Look(workspace, stored, cancel);
            if (read is null)
                return Refused(refusal!);
            asset = read;
        }
        var name = file.Name[(file.Name.LastIndexOf('/') + 1)..];
        var payload = JsonSerializer.Serialize(new { asset = asset.Sha256, asset.MediaType, asset.Width, asset.Height, name }, JsonSerializerOptions.Web);
        return new(new NewItem(1, file.Name, "image", payload, "{}"), asset);
    }

    async Task<(NewAsset?, PictureRefusal?)> Look(string workspace, BlobRef stored, CancellationToken cancel)
    {
        await using var shown = blobs.Scratch();
        PictureOutcome outcome;
        await using (var picture = (FileStream)blobs.Open(workspace, stored.Sha256)!)
            outcome = await pictures.Read(picture.SafeFileHandle, shown.SafeFileHandle, cancel);
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

    static MediaOutcome Refused(PictureRefusal refusal) => new(null, null, refusal.Reason, refusal.Todo);

    static ValueTask<NewAsset?> Known(Session s, string sha256) => s.One($"""
        SELECT sha256, size, media_type, width, height, frames, thumbnail, shown, shown_type FROM asset
        WHERE workspace = {s.Workspace} AND sha256 = {sha256} AND thumbnail IS NOT NULL
        """, r => new NewAsset(r.Text(0), r.Long(1), r.Text(2), r.Long(3), r.Long(4), r.Long(5), r.Text(6), r.TextOrNull(7), r.TextOrNull(8)));

    /// <summary>Adds the rows of files that the workspace doesn't have.</summary>
    internal static async ValueTask Store(Session s, IEnumerable<NewAsset> assets)
    {
        foreach (var asset in assets)
            await s.Run($"""
                INSERT INTO asset (workspace, sha256, size, media_type, width, height, frames, thumbnail, shown, shown_type, created)
                VALUES ({s.Workspace}, {asset.Sha256}, {asset.Size}, {asset.MediaType}, {asset.Width}, {asset.Height}, {asset.Frames},
                  {asset.Thumbnail}, {asset.Shown}, {asset.ShownType}, {s.Now}) ON CONFLICT DO NOTHING
                """);
    }
}
