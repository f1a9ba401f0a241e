using System.Runtime.CompilerServices;
using Groundwork.Formats.Bundles;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Data;

/// <summary>One thing that an import was given: a stored file, or a folder of the server.</summary>
public sealed record ImportFile(long N, string Name, string? Sha256, long Size, string? Root = null, string? Path = null);

/// <summary>How far the reading is; the reader writes it, the one who stores the rows asks.</summary>
public sealed class ImportProgress
{
    long bytes;

    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>The file that is being read.</summary>
    public ImportFile? File { get; set; }

    public void Read(long count) => Interlocked.Add(ref bytes, count);
}

/// <summary>Opens what an import was given, file by file, in an order that is the same each time; archives are opened as well.</summary>
public sealed class ImportFiles(FolderBlobs blobs, FolderFiles folders)
{
    /// <summary>A new, empty file that is gone with its last user.</summary>
    internal FileStream Scratch() => blobs.Scratch();

    internal IAsyncEnumerable<BundleOutcome> Of(string workspace, IReadOnlyList<ImportFile> files, ImportProgress progress, CancellationToken cancel) =>
        Bundles.Expand(Given(workspace, files, progress, cancel), files.Count > 1 || files[0].Root is not null, new BundleLimits(), blobs.Scratch, cancel);

    async IAsyncEnumerable<BundleOutcome> Given(string workspace, IReadOnlyList<ImportFile> files, ImportProgress progress, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            progress.File = file;
            if (file.Root is null)
                yield return new BundleFile(file.Name, file.Size, _ => Task.FromResult<Stream>(Open(workspace, file, progress)));
            else
                await foreach (var outcome in folders.Of(file.Root, file.Path ?? "", cancel))
                    yield return outcome is BundleFile found ? found with { Open = async c => new MeteredStream(await found.Open(c), progress) } : outcome;
        }
    }

    /// <summary>How many bytes an import will read, or null where nobody has to count: what was uploaded is known. Only looks at the files.</summary>
    internal async Task<long?> Measure(IReadOnlyList<ImportFile> files, CancellationToken cancel)
    {
        if (files is not [{ Root: { } root } folder])
            return null;
        var bytes = 0L;
        await foreach (var found in folders.Of(root, folder.Path ?? "", cancel))
            bytes += (found as BundleFile)?.Size ?? 0;
        return bytes;
    }

    MeteredStream Open(string workspace, ImportFile file, ImportProgress progress) =>
        new(blobs.Open(workspace, file.Sha256 ?? "") ?? throw new FileNotFoundException(
            $"The stored file {file.Name} is missing. Restore the blobs from a backup, or send the file again."), progress);

    /// <summary>The files of an import, in their order.</summary>
    internal static ValueTask<List<ImportFile>> Load(Session s, string import) => s.All($"""
        SELECT n, name, sha256, size, root, path FROM import_file WHERE import = {import} AND workspace = {s.Workspace} ORDER BY n
        """, r => new ImportFile(r.Long(0), r.Text(1), r.TextOrNull(2), r.Long(3), r.TextOrNull(4), r.TextOrNull(5)));

    /// <summary>Notes what an import reads.</summary>
    internal static async ValueTask Store(Session s, string import, IReadOnlyList<ImportFile> files) => await s.Run($"""
        INSERT INTO import_file (import, n, workspace, name, sha256, size, root, path)
        SELECT {import}, r.n, {s.Workspace}, r.name, r.sha, r.size, r.root, r.path
        FROM {Rows.Of(files).Integer("n", f => f.N).Text("name", f => f.Name).Text("sha", f => f.Sha256).Integer("size", f => f.Size).Text("root", f => f.Root).Text("path", f => f.Path)} WHERE true
        """);
}
