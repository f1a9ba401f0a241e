using Groundwork.Server.Features.Admin;
using Groundwork.Server.Features.Audit;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Sqlite;

namespace Groundwork.Server.Commands.Restoring;

/// <summary>What a backup's database says of itself once it is restored: whether every file that it names is in the archive, and what each audit log makes.</summary>
/// <param name="Logs">Each workspace's log.</param>
/// <param name="Faults">What is wrong.</param>
sealed record TrialRestore(IReadOnlyList<TrialRestore.Log> Logs, IReadOnlyList<string> Faults)
{
    internal sealed record Log(string Workspace, long Lines, string Root);

    /// <summary>Restores the database, without the files, to a temporary place, and looks at it there.</summary>
    internal static async Task<TrialRestore> Of(FileStream archive, ProgressLine progress, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("groundwork-verify-").FullName;
        try
        {
            await using var rows = new NamesOnly(Path.Combine(folder, "groundwork.db"));
            var (_, manifest) = await Backup.Read(archive, rows, progress, cancel);
            var db = await rows.Finish(cancel);
            return await Look(db, (workspace, held) =>
            {
                foreach (var name in rows.Names.Where(n => n.Workspace == workspace))
                    held.Take(name.Sha256);
                return held.Left.Where(name => !manifest.Missing.Contains($"{workspace}/{name}"));
            }, cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Looks at a database that was restored.</summary>
    /// <param name="db">The database.</param>
    /// <param name="missing">Which of the files that a workspace's rows name aren't there.</param>
    /// <param name="cancel">Stops.</param>
    internal static async Task<TrialRestore> Look(Db db, Func<string, HeldBlobs, IEnumerable<string>> missing, CancellationToken cancel)
    {
        var (logs, faults) = (new List<Log>(), new List<string>());
        foreach (var workspace in await db.Read(null, s => s.All($"SELECT id FROM workspace ORDER BY id", r => r.Text(0)), cancel))
        {
            var held = await HeldBlobs.Of(db, workspace, HeldBlobs.Holders(), cancel);
            faults.AddRange(missing(workspace, held).Select(name => $"The database names the file {name}… of workspace {workspace}, and it isn't there."));
            var log = await AuditCalls.Check(db, workspace, [], cancel);
            logs.Add(new(workspace, log.Size, log.Root));
            faults.AddRange(log.Faults.Select(fault => $"The audit log of workspace {workspace}: {fault}"));
        }
        return new(logs, faults);
    }

    sealed class NamesOnly(string file) : RestoredRows(() => new SqliteDb(file, new DbSettings()))
    {
        internal List<(string Workspace, string Sha256)> Names { get; } = [];

        public override Task Key(string name, byte[] content, CancellationToken cancel) => Task.CompletedTask;

        public override Task Blob(string workspace, string sha256, Stream content, CancellationToken cancel)
        {
            Names.Add((workspace, sha256));
            return Task.CompletedTask;
        }
    }
}
