using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Backups;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Admin;

/// <summary>What belongs into a backup: all rows, the data folder's keys, and the files that the rows name.</summary>
sealed class BackupContent(FrozenDb frozen, BackupHead head, FolderBlobs blobs, IEnumerable<IBlobHolder> holders, string folder)
{
    /// <summary>Keys that lie in the data folder and not in the database.</summary>
    internal static readonly IReadOnlyList<string> Keys = [Audit.AuditCalls.KeyFile, SealedSecrets.FileName];

    internal async Task WriteTo(Stream to, CancellationToken cancel)
    {
        using var archive = new BackupWriter(to, head);
        await archive.Begin(cancel);
        await archive.Tables(frozen, cancel);
        foreach (var key in Keys.Where(key => File.Exists(Path.Combine(folder, key))))
            await archive.Key(key, await File.ReadAllBytesAsync(Path.Combine(folder, key), cancel), cancel);
        // Files are stored before rows name them, so what the frozen rows name is there by now.
        foreach (var workspace in await frozen.Read(null, s => s.All($"SELECT id FROM workspace ORDER BY id", r => r.Text(0)), cancel))
            await Files(archive, workspace, cancel);
        await archive.End(cancel);
    }

    async Task Files(BackupWriter archive, string workspace, CancellationToken cancel)
    {
        var held = await HeldBlobs.Of(frozen, workspace, holders, cancel);
        for (var part = 0; part < 256; part++)
            foreach (var blob in blobs.Older(workspace, (byte)part, DateTimeOffset.MaxValue))
                if (held.Take(blob.Sha256) && blobs.Open(workspace, blob.Sha256) is { } content)
                    await using (content)
                        await archive.Blob(workspace, blob.Sha256, content, cancel);
        foreach (var name in held.Left)
            archive.Missing(workspace, name);
    }
}
