using System.Collections.Concurrent;
using Groundwork.Server.Hosting;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Exchange;

/// <summary>The files that exports are writing at this moment.</summary>
public sealed class ExportFiles
{
    readonly ConcurrentDictionary<string, GrowingFile> growing = new(StringComparer.Ordinal);
    readonly string folder;

    public ExportFiles(ServerSettings settings)
    {
        folder = Path.Combine(Path.GetFullPath(settings.Data), "exports");
        if (settings.DescribeOnly)
            return;
        DurableFile.CreateFolder(folder);
        // What a killed server was writing begins anew.
        foreach (var left in Directory.EnumerateFiles(folder))
            File.Delete(left);
    }

    internal GrowingFile? Of(string export) => growing.TryGetValue(export, out var file) ? file : null;

    internal GrowingFile Begin(string export)
    {
        var file = new GrowingFile(Path.Combine(folder, Guid.Parse(export).ToString()));
        growing[export] = file;
        return file;
    }

    /// <summary>Forgets a file; its readers go on with what they hold.</summary>
    internal void End(string export, GrowingFile file, bool whole)
    {
        file.End(whole);
        growing.TryRemove(KeyValuePair.Create(export, file));
        if (!whole)
            File.Delete(file.Path);
    }
}
