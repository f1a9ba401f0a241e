using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Backups;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Admin;

/// <summary>
/// Streams a backup of the whole server, of one moment, while people go on labelling. Only for the command line on the server's own
/// machine: it holds every workspace, and the keys.
/// </summary>
public sealed class TakeBackup : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/backups", Handle).For(Roles.Owner)
        .Produces<byte[]>(200, "application/x-tar").ProducesProblem(403).ProducesProblem(409).ProducesProblem(507);

    internal static readonly ProblemHttpResult OnlyHere = Problem.Of(403, "only_on_the_server", "Backups are made on the server's own machine.",
        "A backup holds all workspaces, everyone's password hashes and the server's keys. Run \"groundwork backup FILE\" where the data folder is.");

    static async Task<IResult> Handle(CurrentMember me, Db db, FolderBlobs blobs, IEnumerable<IBlobHolder> holders, BackupTurn turn, ServerSettings settings, CancellationToken cancel)
    {
        if (me.Via != "cli")
            return OnlyHere;
        var begun = await turn.Begin(cancel);
        if (begun is null)
            return Problem.Conflict("backup_running", "A backup is being made already.", "Wait for its end. Where several are wanted, copy the file.");
        FrozenDb? frozen = null;
        try
        {
            if (await NoRoom(db, settings, cancel) is { } full)
            {
                begun.Dispose();
                return full;
            }
            DurableFile.CreateFolder(turn.Folder);
            BackupTurn.Clear(turn.Folder);
            var id = await Note(db, me, cancel);
            frozen = await db.Freeze(turn.Folder, cancel);
            var content = new BackupContent(frozen, await frozen.Head(id, cancel), blobs, holders, Path.GetFullPath(settings.Data));
            return TypedResults.Stream(async to =>
            {
                using var _ = begun;
                await using var __ = frozen;
                await content.WriteTo(to, cancel);
            }, "application/x-tar");
        }
        catch
        {
            if (frozen is not null)
                await frozen.DisposeAsync();
            begun.Dispose();
            throw;
        }
    }

    // A copy of an embedded database lies beside it until it is read.
    static async Task<ProblemHttpResult?> NoRoom(Db db, ServerSettings settings, CancellationToken cancel)
    {
        if (db.Engine != Engine.Sqlite)
            return null;
        var (needed, free) = (await db.Size(cancel), new DriveInfo(Path.GetFullPath(settings.Data)).AvailableFreeSpace);
        return free - needed > settings.Uploads.SpareBytes ? null : Problem.Of(507, "storage_full", "There is no room for a copy of the database.",
            $"The database of {needed / (1 << 20) + 1:N0} MB is copied beside itself while a backup is made, and {free / (1 << 20):N0} MB are free. Free some space and try again.");
    }

    // In each workspace's log, since each is in it. Whose the other ones are isn't known here.
    static async Task<string> Note(Db db, CurrentMember me, CancellationToken cancel)
    {
        var id = await db.Write(me.Workspace, async s =>
        {
            var id = s.NewId();
            await s.Run($"INSERT INTO backup (id, taken, by_member) VALUES ({id}, {s.Now}, {me.Id})");
            return id;
        }, cancel);
        foreach (var workspace in await db.Read(null, s => s.All($"SELECT id FROM workspace ORDER BY id", r => r.Text(0)), cancel))
            await db.Write(workspace, s => EventCalls.Record(s, workspace == me.Workspace ? me.Id : "system", "backup.taken", id), cancel);
        return id;
    }
}
