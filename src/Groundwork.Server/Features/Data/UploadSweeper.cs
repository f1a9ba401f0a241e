using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Clears away uploads that nobody went on with, and files that belong to none.</summary>
public sealed class UploadSweeper(Db db, Uploads uploads, ServerSettings settings) : IBackgroundTask
{
    const int Chunk = 50;
    static readonly TimeSpan Young = TimeSpan.FromHours(1);

    public TimeSpan Rest => TimeSpan.FromMinutes(5);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var due = await db.Read(null, s => s.All($"""
            SELECT {Uploads.Columns} FROM upload WHERE expires <= {s.Now} ORDER BY expires LIMIT {(long)Chunk}
            """, Uploads.Of), cancel);
        foreach (var upload in due)
            if (uploads.TryTake(upload.Id) is { } turn)
                using (turn)
                    if (await uploads.Load(upload.Workspace, upload.Id) is { } still && still.Expires == upload.Expires)
                        await uploads.Remove(still, turn);
        await SweepFiles(cancel);
        uploads.ForgetQuiet();
        return due.Count == Chunk;
    }

    // A file is made before its row, and a kill or a restored backup leaves others; a young one may yet get its row.
    async Task SweepFiles(CancellationToken cancel)
    {
        if (!Directory.Exists(uploads.Folder))
            return;
        foreach (var file in new DirectoryInfo(uploads.Folder).EnumerateFiles())
        {
            cancel.ThrowIfCancellationRequested();
            if (settings.Clock.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc < Young)
                continue;
            var id = file.Name.Split('.')[0];
            if (file.Name != id || !await db.Read(null, s => s.Any($"SELECT 1 FROM upload WHERE id = {id}"), cancel))
                using (var turn = uploads.TryTake(id))
                    if (turn is not null)
                        file.Delete();
        }
    }
}
