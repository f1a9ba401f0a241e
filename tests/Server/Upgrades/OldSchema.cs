using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Backups;

namespace Groundwork.Server.Tests.Upgrades;

/// <summary>
/// Data as a program of the past left it: a database that went only the first steps of the schema, filled with rows that have only
/// the columns that there were then.
/// </summary>
static class OldSchema
{
    /// <summary>The last step that it goes: the first day's, when there were no batches, reviews, files or tiles of the log.</summary>
    internal const string Last = "202611220107-exchange.sql";

    static readonly IReadOnlyList<Migration> All = Migration.In(typeof(Composition).Assembly);

    internal static IReadOnlyList<Migration> Steps { get; } = [.. All.Where(m => string.CompareOrdinal(m.Name, Last) <= 0)];

    internal static int AllSteps => All.Count;

    /// <summary>Migrates an empty database that far, and fills it with what of a backup of today could have been there.</summary>
    internal static async Task Fill(Db db, Archive today)
    {
        await db.Migrate(Steps);
        var folder = Directory.CreateTempSubdirectory("groundwork-test-").FullName;
        BackupHead then;
        await using (var frozen = await db.Freeze(folder))
            then = await frozen.Head("then", default);
        await using var loader = await db.Load();
        foreach (var table in then.Tables)
            if (today.Raw.TryGetValue(table.Name, out var rows) && table.Name is not ("event" or "audit_tree" or "outbox_reader" or "outbox" or "leader"))
                await loader.Add(table, [.. rows.Where(r => Was(table.Name, r)).Select(r => table.Columns.Select(c => r[c.Name]).ToArray())], default);
        await loader.Finish(then with { CommitNumber = today.Head.CommitNumber, Tables = [.. then.Tables.Select(t => t with { Last = today.Head.Tables.FirstOrDefault(n => n.Name == t.Name)?.Last ?? 0 })] }, default);
    }

    // What is counted only since later steps, which count it themselves; and lines of the log whose bytes were made in today's way are made anew by the log's first version.
    static bool Was(string table, Dictionary<string, object?> row) =>
        !(table == "counter" && (string)row["name"]! is "free" or "withdrawn") && !(table == "audit_leaf" && ((string)row["action"]!).StartsWith("audit.", StringComparison.Ordinal));

    /// <summary>An archive of such a database, as a program of then would have written it had it known how.</summary>
    internal static async Task Write(Db db, Archive today, string source, Stream to)
    {
        var folder = Directory.CreateTempSubdirectory("groundwork-test-").FullName;
        await using var frozen = await db.Freeze(folder);
        using var writer = new BackupWriter(to, await frozen.Head(Guid.CreateVersion7().ToString(), default));
        await writer.Begin(default);
        await writer.Tables(frozen, default);
        foreach (var (name, key) in today.Keys)
            await writer.Key(name, key, default);
        foreach (var blob in today.Blobs)
        {
            var (workspace, sha256) = (blob.Split('/')[0], blob.Split('/')[1]);
            await using var content = File.OpenRead(Path.Combine(source, "blobs", workspace, sha256[..2], sha256));
            await writer.Blob(workspace, sha256, content, default);
        }
        await writer.End(default);
    }
}
