using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>A file on its way in, of one member.</summary>
/// <param name="Expected">What it must hash to, as it was said or as it was found when the last byte came.</param>
/// <param name="Sha256">Its hash, once it is a blob of the workspace.</param>
public sealed record Upload(string Id, string Workspace, string Name, long Length, string? Expected, string? Sha256, string Metadata, long Created, long Expires);

/// <summary>Keeps files on their way in: their bytes lie in the data folder, and how many there are is the file's length.</summary>
public sealed class Uploads(ServerSettings settings, FolderBlobs blobs, Db db)
{
    internal const long LifetimeMs = 7L * 24 * 60 * 60 * 1000;

    internal static readonly Sql Columns = $"id, workspace, name, length, expected, sha256, metadata, created, expires";

    readonly UploadTurns turns = new();

    internal string Folder { get; } = Path.Combine(Path.GetFullPath(settings.Data), "uploads");

    internal UploadLimits Limits => settings.Uploads;

    internal string PathOf(string id) => Path.Combine(Folder, Guid.Parse(id).ToString());

    internal static Upload Of(Row r) =>
        new(r.Text(0), r.Text(1), r.Text(2), r.Long(3), r.TextOrNull(4), r.TextOrNull(5), r.Text(6), r.Long(7), r.Long(8));

    /// <summary>An upload of the caller's own; to everybody else there is none of that id.</summary>
    internal async Task<(Upload? Found, ProblemHttpResult? Refusal)> Find(CurrentMember me, string id)
    {
        var (found, now) = await db.Read(me.Workspace, async s => (await s.One(
            $"SELECT {Columns} FROM upload WHERE id = {id} AND workspace = {s.Workspace} AND member = {me.Id}", Of), s.Now));
        return found is null ? (null, Problem.NotFound("upload"))
            : found.Expires <= now ? (null, Problem.Of(410, "expired", "This upload has expired: nothing came for a week.", "Begin a new one."))
            : (found, null);
    }

    /// <summary>The upload itself, whoever asks: for the sweeper, which knows its workspace.</summary>
    internal Task<Upload?> Load(string workspace, string id) =>
        db.Read(workspace, s => s.One($"SELECT {Columns} FROM upload WHERE id = {id} AND workspace = {s.Workspace}", Of));

    /// <summary>Whose turn it is to write; null while another connection writes.</summary>
    internal Task<UploadTurn?> Take(Upload upload, bool push, CancellationToken cancel) => turns.Take(upload.Id, push, cancel);

    internal UploadTurn? TryTake(string id) => turns.TryTake(id);

    internal void ForgetQuiet() => turns.DropQuiet(TimeSpan.FromHours(1));

    /// <summary>How many bytes are here.</summary>
    internal long Offset(Upload upload) => upload.Sha256 is not null ? upload.Length
        : new FileInfo(PathOf(upload.Id)) is { Exists: true } file ? Math.Min(file.Length, upload.Length) : 0;

    /// <summary>How many bytes are here and will be after a power cut. A file that is all here becomes a blob, if a stop came between.</summary>
    internal async Task<(Upload Upload, long Offset)> Settle(Upload upload, UploadTurn turn)
    {
        if (upload.Sha256 is not null)
            return (upload, upload.Length);
        var path = PathOf(upload.Id);
        if (!File.Exists(path))
        {
            if (upload.Expected is { } expected && blobs.Has(upload.Workspace, expected, upload.Length))
                return (await Finished(upload, expected), upload.Length);
            // Lost with its disk, or left out of a backup: it begins anew.
            Begin(upload.Id);
        }
        File.Delete(UploadChunk.AsideOf(path));
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
            UploadChunk.Flush(file, turn.State);
        if (Offset(upload) == upload.Length)
            upload = await Complete(upload, turn) ?? upload;
        return (upload, Offset(upload));
    }

    internal long Free()
    {
        DurableFile.CreateFolder(Folder);
        return new DriveInfo(Folder).AvailableFreeSpace;
    }

    internal void Begin(string id)
    {
        DurableFile.CreateFolder(Folder);
        DurableFile.Replace(PathOf(id), []);
    }

    /// <summary>Makes a blob of a file that is all here; null if it isn't the file that was announced, and then begins anew.</summary>
    internal async Task<Upload?> Complete(Upload upload, UploadTurn turn)
    {
        var path = PathOf(upload.Id);
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
        {
            var sha256 = await turn.State.Whole(file);
            if (upload.Expected is not null && upload.Expected != sha256)
            {
                file.SetLength(0);
                return null;
            }
            // Written down before the file moves: a stop after that finds the blob by it.
            if (upload.Expected is null)
                await db.Write(upload.Workspace, async s => { await s.Run($"UPDATE upload SET expected = {sha256} WHERE id = {upload.Id} AND workspace = {s.Workspace}"); });
            upload = upload with { Expected = sha256 };
        }
        await blobs.Adopt(upload.Workspace, path, upload.Expected!);
        return await Finished(upload, upload.Expected!);
    }

    async Task<Upload> Finished(Upload upload, string sha256)
    {
        await db.Write(upload.Workspace, async s => { await s.Run($"UPDATE upload SET sha256 = {sha256}, expected = {sha256} WHERE id = {upload.Id} AND workspace = {s.Workspace}"); });
        return upload with { Sha256 = sha256, Expected = sha256 };
    }

    /// <summary>Gives it another week from now.</summary>
    internal Task<long> Prolong(Upload upload) => db.Write(upload.Workspace, async s =>
    {
        await s.Run($"UPDATE upload SET expires = {s.Now + LifetimeMs} WHERE id = {upload.Id} AND workspace = {s.Workspace}");
        return s.Now + LifetimeMs;
    });

    /// <summary>Forgets an upload with its bytes; a blob that it became is left to those who use it.</summary>
    internal async Task Remove(Upload upload, UploadTurn turn)
    {
        await db.Write(upload.Workspace, async s => { await s.Run($"DELETE FROM upload WHERE id = {upload.Id} AND workspace = {s.Workspace}"); });
        turns.Drop(upload.Id, turn);
        DurableFile.CreateFolder(Folder);
        File.Delete(PathOf(upload.Id));
        File.Delete(UploadChunk.AsideOf(PathOf(upload.Id)));
    }
}
