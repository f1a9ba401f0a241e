using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Backups;

namespace Groundwork.Server.Commands.Restoring;

/// <summary>Brings a backup's rows into an empty database, whichever engine it was taken from: at the schema that it was made at, and then up to this program's.</summary>
abstract class RestoredRows(Func<Db> open) : IBackupTaker, IAsyncDisposable
{
    Db? db;
    RowLoader? loader;
    BackupHead? head;

    /// <summary>Refuses what this program can't restore, in words.</summary>
    internal static void Fits(BackupHead head)
    {
        var known = Migration.In(typeof(Composition).Assembly).ToDictionary(m => m.Name, m => m.Hash, StringComparer.Ordinal);
        foreach (var (name, hash) in head.Migrations)
            if (!known.TryGetValue(name, out var own))
                throw new UnreadableBackupException($"The backup was made by a newer program: it has the schema \"{name}\", which this one doesn't know. Restore it with the program that made it, or a later one.");
            else if (own != hash)
                throw new UnreadableBackupException($"The backup was made by another program: its schema \"{name}\" isn't the one that this program has under that name. Restore it with the program that made it.");
    }

    public async Task Begin(BackupHead head, CancellationToken cancel)
    {
        Fits(head);
        this.head = head;
        db = open();
        await db.TakeForRestore(cancel);
        await db.Migrate([.. Migration.In(typeof(Composition).Assembly).Where(m => head.Migrations.Any(made => made.Name == m.Name))], cancel);
        loader = await db.Load(cancel);
    }

    public Task Rows(BackupTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel) => loader!.Add(table, rows, cancel);

    public abstract Task Key(string name, byte[] content, CancellationToken cancel);

    public abstract Task Blob(string workspace, string sha256, Stream content, CancellationToken cancel);

    /// <summary>Goes the rest of the way to this program's schema; the database, as a server would open it.</summary>
    internal async Task<Db> Finish(CancellationToken cancel)
    {
        await loader!.Finish(head!, cancel);
        await DisposeAsync();
        db = open();
        await db.Migrate(Migration.In(typeof(Composition).Assembly), cancel);
        return db;
    }

    public async ValueTask DisposeAsync()
    {
        if (loader is not null)
            await loader.DisposeAsync();
        loader = null;
        if (db is not null)
            await db.DisposeAsync();
        db = null;
    }
}
