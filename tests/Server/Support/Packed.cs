using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Groundwork.Server.Tests.Support;

/// <summary>Archives for imports.</summary>
static class Packed
{
    const int Link = unchecked((int)0xA1FF0000);

    internal static byte[] Zip(params (string Name, string Content)[] files) => Zip([.. files.Select(f => (f.Name, Encoding.UTF8.GetBytes(f.Content)))], []);

    /// <summary>A zip archive with whatever names, and with links that lead to where their content says.</summary>
    internal static byte[] Zip((string Name, byte[] Content)[] files, (string Name, string To)[] links)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
                using (var entry = zip.CreateEntry(name).Open())
                    entry.Write(content);
            foreach (var (name, to) in links)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = Link;
                using var target = entry.Open();
                target.Write(Encoding.UTF8.GetBytes(to));
            }
        }
        return packed.ToArray();
    }

    internal static byte[] TarGz(params (string Name, string Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        return packed.ToArray();
    }

    /// <summary>Sends archives by the tus protocol and imports them; the import when it has ended.</summary>
    internal static async Task<Answer> ImportFiles(this TestServer server, string dataset, params (string Path, byte[] Content)[] files)
    {
        var uploads = new List<object>();
        foreach (var (path, content) in files)
            uploads.Add(new { id = await server.Owner.SendFile(content, path), path });
        return await server.Ended((await server.Start(new { datasetName = dataset, uploads })).Text("importId"));
    }

    /// <summary>Each error as "file: reason".</summary>
    internal static List<string> Errors(this Answer import) =>
        [.. import["errors"].EnumerateArray().Select(e => $"{e.GetProperty("file").GetString()}: {e.GetProperty("reason").GetString()}")];

    internal static Task<List<string>> Items(this TestServer server) => server.All($"SELECT external_id FROM item ORDER BY ordinal", r => r.Text(0));

    /// <summary>Every file below a folder with its content's hash and time, to see that nothing was changed.</summary>
    internal static List<string> Tree(string folder) => [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(f => $"{f} {File.GetLastWriteTimeUtc(f).Ticks} {(File.Exists(f) && new FileInfo(f).LinkTarget is null ? Sending.Sha256(File.ReadAllBytes(f)) : "")}")];
}
