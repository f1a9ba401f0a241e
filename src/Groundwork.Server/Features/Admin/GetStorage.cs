using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Admin;

/// <summary>Shows what takes how much of the disk, and how much is left.</summary>
public sealed class GetStorage : ISlice
{
    public sealed record DatasetSize(string Id, string Name, long Items, long Bytes);

    /// <param name="LongestReadMs">How long a read has held the database at most, since the server's start.</param>
    public sealed record Response(long DatabaseBytes, long BlobBytes, long UploadBytes, long FreeBytes, long TotalBytes, long LongestReadMs, BackupSeen? LastBackup, List<DatasetSize> Datasets);

    /// <summary>The last backup of the whole server that was read back and found whole.</summary>
    public sealed record BackupSeen(long TakenAt, long Bytes);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/storage", Handle).For(Roles.Managers).Heavy();

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db, FolderBlobs blobs, ServerSettings settings, CancellationToken cancel)
    {
        var datasets = await db.Read(me.Workspace, s => s.All($"""
            SELECT d.id, d.name, d.next_ordinal - 1 - d.deleted_items, CAST(coalesce(sum(i.size), 0) AS BIGINT) FROM dataset d
            LEFT JOIN import i ON i.dataset = d.id AND i.workspace = d.workspace
            WHERE d.workspace = {s.Workspace} AND d.deleted IS NULL GROUP BY d.id, d.name, d.next_ordinal, d.deleted_items
            ORDER BY coalesce(sum(i.size), 0) DESC, d.id LIMIT 100
            """, r => new DatasetSize(r.Text(0), r.Text(1), r.Long(2), r.Long(3))), cancel);
        var waiting = await db.Read(me.Workspace, s => s.All($"SELECT id FROM upload WHERE workspace = {s.Workspace} AND sha256 IS NULL", r => r.Text(0)), cancel);
        var arrived = waiting.Select(id => new FileInfo(Path.Combine(settings.Data, "uploads", id))).Where(file => file.Exists).Sum(file => file.Length);
        var backup = await db.Read(null, LastBackup, cancel);
        var disk = new DriveInfo(Path.GetFullPath(settings.Data));
        return TypedResults.Ok(new Response(await db.Size(cancel), await Task.Run(() => blobs.Size(me.Workspace), cancel), arrived,
            disk.AvailableFreeSpace, disk.TotalSize, (long)db.LongestRead.TotalMilliseconds, backup, datasets));
    }

    internal static ValueTask<BackupSeen?> LastBackup(Session s) =>
        s.One($"SELECT taken, bytes FROM backup WHERE kept IS NOT NULL ORDER BY taken DESC LIMIT 1", r => new BackupSeen(r.Long(0), r.Long(1)));
}
