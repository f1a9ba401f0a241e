using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Admin;

/// <summary>
/// Removes files that nothing names any more. It marks what every area holds, then looks at files that nobody stored
/// for a week: a file is stored before a row names it, so what is young is left alone whatever the marks say.
/// </summary>
public sealed partial class CollectGarbage(Db db, FolderBlobs blobs, IEnumerable<IBlobHolder> holders, BackupTurn backups, ServerSettings settings, ILogger<CollectGarbage> log) : IBackgroundTask
{
    static readonly TimeSpan Grace = TimeSpan.FromDays(7), Often = TimeSpan.FromHours(6);
    DateTimeOffset? last;

    public TimeSpan Rest => TimeSpan.FromMinutes(10);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var now = settings.Clock.GetUtcNow();
        if (last is { } before && now - before < Often)
            return false;
        using var turn = backups.TryRemoveFiles();
        if (turn is null)
            return false;
        foreach (var workspace in await db.Read(null, s => s.All($"SELECT id FROM workspace ORDER BY id", r => r.Text(0)), cancel))
        {
            var (files, bytes) = await Sweep(workspace, now - Grace, cancel);
            if (files > 0)
                Removed(log, files, bytes, workspace);
        }
        last = now;
        return false;
    }

    /// <summary>Removes what one workspace no longer holds and nobody stored since; how much that was.</summary>
    public async Task<(long Files, long Bytes)> Sweep(string workspace, DateTimeOffset olderThan, CancellationToken cancel)
    {
        var held = await HeldBlobs.Of(db, workspace, holders, cancel);
        var (files, bytes) = (0L, 0L);
        for (var folder = 0; folder < 256; folder++)
            foreach (var blob in blobs.Older(workspace, (byte)folder, olderThan))
            {
                cancel.ThrowIfCancellationRequested();
                if (held.Has(blob.Sha256) || !blobs.Remove(workspace, blob.Sha256, olderThan))
                    continue;
                files++;
                bytes += blob.Size;
            }
        return (files, bytes);
    }

    [LoggerMessage(10, LogLevel.Information, "Removed {Files} files ({Bytes} bytes) that nothing of workspace {Workspace} names", EventName = "blobs.removed")]
    static partial void Removed(ILogger log, long files, long bytes, string workspace);
}
