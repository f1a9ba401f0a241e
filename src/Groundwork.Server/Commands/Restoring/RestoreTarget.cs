using System.Text;
using Groundwork.Server.Features.Admin;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Backups;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Commands.Restoring;

/// <summary>
/// The empty data folder, and database, that a backup is restored into. A mark lies in the folder until all of it is there: with it no
/// server starts, and the next restore begins anew.
/// </summary>
sealed class RestoreTarget : RestoredRows
{
    readonly DataFolder folder;
    readonly FolderBlobs blobs;

    RestoreTarget(DataFolder folder, ServerSettings settings) : base(() => Composition.Connect(settings, folder.At("groundwork.db"), restoring: true)) =>
        (this.folder, blobs) = (folder, new FolderBlobs(folder.At("blobs")).Open());

    /// <summary>Takes the folder; whatever a restore that was cut off left is removed.</summary>
    internal static RestoreTarget Take(ServerSettings settings)
    {
        var path = Path.GetFullPath(settings.Data);
        if (Directory.Exists(path) && !File.Exists(Path.Combine(path, Composition.RestoreMark))
            && Directory.EnumerateFileSystemEntries(path).FirstOrDefault(e => Path.GetFileName(e) != "lock") is { } something)
            throw new Refusal($"{path} isn't empty: there is {Path.GetFileName(something)}. Nothing was changed. Restore into a new folder; a backup never replaces data that is there.");
        var taken = DataFolder.TryOpen(path) ?? throw new Refusal($"Another process holds {path}. Stop it, or restore into another folder.");
        try
        {
            if (File.Exists(taken.At(Composition.RestoreMark)))
                Clear(taken);
            DurableFile.Replace(taken.At(Composition.RestoreMark), Encoding.UTF8.GetBytes("A restore has not come to its end here. Run \"groundwork restore\" again.\n"));
            return new RestoreTarget(taken, settings);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    // Only what a restore makes: the mark says that it is a restore's.
    static void Clear(DataFolder folder)
    {
        foreach (var name in (string[])["groundwork.db", "groundwork.db-wal", "groundwork.db-shm", .. BackupContent.Keys, .. BackupContent.Keys.Select(k => k + ".new")])
            File.Delete(folder.At(name));
        if (Directory.Exists(folder.At("blobs")))
            Directory.Delete(folder.At("blobs"), recursive: true);
    }

    public override Task Key(string name, byte[] content, CancellationToken cancel)
    {
        if (!BackupContent.Keys.Contains(name))
            throw new UnreadableBackupException($"The backup was made by a newer program: it has a key \"{name}\", which this one doesn't know.");
        DurableFile.Replace(folder.At(name), content);
        return Task.CompletedTask;
    }

    public override Task Blob(string workspace, string sha256, Stream content, CancellationToken cancel) => blobs.Put(workspace, content, cancel);

    /// <summary>Brings the database up to date, looks at everything, and lets servers have it.</summary>
    internal async Task<TrialRestore> Release(CancellationToken cancel)
    {
        var db = await Finish(cancel);
        var looked = await TrialRestore.Look(db, Missing, cancel);
        await db.Restored(cancel);
        await DisposeAsync();
        DurableFile.Delete(folder.At(Composition.RestoreMark));
        folder.Dispose();
        return looked;
    }

    IEnumerable<string> Missing(string workspace, HeldBlobs held)
    {
        for (var part = 0; part < 256; part++)
            foreach (var blob in blobs.Older(workspace, (byte)part, DateTimeOffset.MaxValue))
                held.Take(blob.Sha256);
        return held.Left;
    }
}
