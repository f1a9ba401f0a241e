using Groundwork.Storage;
using Groundwork.Storage.Backups;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Support;

/// <summary>What is in a backup, for tests: each table's rows as sorted text, the keys, the files' names.</summary>
sealed class Archive : IBackupTaker
{
    internal BackupHead Head { get; private set; } = null!;
    internal SortedDictionary<string, List<string>> Tables { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, List<Dictionary<string, object?>>> Raw { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, byte[]> Keys { get; } = new(StringComparer.Ordinal);
    internal List<string> Blobs { get; } = [];
    internal BackupManifest Manifest { get; private set; } = null!;

    internal static async Task<Archive> Of(Stream stream)
    {
        var archive = new Archive();
        (_, archive.Manifest) = await new BackupReader(stream).All(archive, null, default);
        foreach (var rows in archive.Tables.Values)
            rows.Sort(StringComparer.Ordinal);
        return archive;
    }

    internal static async Task<Archive> Of(string path)
    {
        await using var file = File.OpenRead(path);
        return await Of(file);
    }

    /// <summary>The rows of a database that no server has.</summary>
    internal static async Task<Archive> Of(ServerSettings settings)
    {
        await using var db = Composition.Connect(settings, Path.Combine(settings.Data, "groundwork.db"), restoring: false);
        await db.Migrate(Migration.In(typeof(Composition).Assembly));
        var folder = Directory.CreateTempSubdirectory("groundwork-test-").FullName;
        await using var frozen = await db.Freeze(folder);
        using var all = new MemoryStream();
        using (var writer = new BackupWriter(all, await frozen.Head("id", default)))
        {
            await writer.Begin(default);
            await writer.Tables(frozen, default);
            await writer.End(default);
        }
        all.Position = 0;
        return await Of(all);
    }

    public Task Begin(BackupHead head, CancellationToken cancel)
    {
        Head = head;
        foreach (var table in head.Tables)
            (Tables[table.Name], Raw[table.Name]) = ([], []);
        return Task.CompletedTask;
    }

    public Task Rows(BackupTable table, IReadOnlyList<object?[]> rows, CancellationToken cancel)
    {
        var names = table.Columns.Select((c, i) => (c.Name, i)).OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        Tables[table.Name].AddRange(rows.Select(row => string.Join(" | ", names.Select(n => $"{n.Name}={Text(row[n.i])}"))));
        Raw[table.Name].AddRange(rows.Select(row => names.ToDictionary(n => n.Name, n => row[n.i], StringComparer.Ordinal)));
        return Task.CompletedTask;
    }

    static string Text(object? value) => value switch
    {
        null => "∅",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        double real => real.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    public Task Key(string name, byte[] content, CancellationToken cancel)
    {
        Keys[name] = content;
        return Task.CompletedTask;
    }

    public Task Blob(string workspace, string sha256, Stream content, CancellationToken cancel)
    {
        Blobs.Add($"{workspace}/{sha256}");
        return Task.CompletedTask;
    }
}
