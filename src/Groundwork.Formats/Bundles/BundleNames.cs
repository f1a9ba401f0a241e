using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Formats.Bundles;

/// <summary>Makes names of an archive's entries into paths that are only names, and says why some can't be.</summary>
sealed class BundleNames(BundleLimits limits)
{
    const int ShownLength = 120;

    static readonly string[] Archives = [".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".7z", ".rar"];
    static readonly string[] Leftovers = [".DS_Store", "Thumbs.db", "desktop.ini"];

    // Names are kept by their hash alone: a million of them must not fill the memory.
    readonly HashSet<UInt128> seen = [];

    /// <summary>A path with forward slashes, a fault, or neither for what systems leave behind and nobody means.</summary>
    public (string? Path, BundleFault? Fault) Check(string raw)
    {
        var parts = raw.Replace('\\', '/').Split('/').Where(p => p is not ("" or ".")).ToList();
        if (parts.Count == 0)
            return Refuse(raw, "This entry has no name.", "Pack the files again.");
        if (parts[0] == "__MACOSX" || Leftovers.Contains(parts[^1], StringComparer.OrdinalIgnoreCase) || parts[^1].StartsWith("._", StringComparison.Ordinal))
            return (null, null);
        if (raw.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'))
            return Refuse(raw, "This name has control characters in it.", "Rename the file and pack it again.");
        if (raw[0] is '/' or '\\' || parts[0] is [_, ':', ..] || parts.Contains("..", StringComparer.Ordinal))
            return Refuse(raw, "This name leads out of the archive.", "Pack the files again from inside their folder, so that names begin there.");
        var path = string.Join('/', parts);
        if (Encoding.UTF8.GetByteCount(path) > limits.NameBytes)
            return Refuse(raw, $"This name is longer than {limits.NameBytes} bytes.", "Shorten the names of the file and its folders, and pack it again.");
        return (path, null);
    }

    /// <summary>A fault if the archive had this name before, or if it is an archive itself.</summary>
    public BundleFault? CheckFile(string path) =>
        Archives.Contains(Extension(path), StringComparer.OrdinalIgnoreCase)
            ? new(path, "This is an archive in an archive, which is not opened.", "Unpack it, and import its files or add it as a file of its own.")
        : !seen.Add(Hash(path))
            ? new(path, "The archive has another file of this name before this one.", "Keep one of them, or rename one, and pack them again.")
        : null;

    /// <summary>A name that may be shown, whatever it was.</summary>
    public static string Shown(string raw)
    {
        var safe = new string([.. raw.Take(ShownLength).Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '\uFFFD' : c)]);
        return raw.Length > ShownLength ? (char.IsHighSurrogate(safe[^1]) ? safe[..^1] : safe) + "…" : safe;
    }

    static (string?, BundleFault?) Refuse(string raw, string reason, string todo) => (null, new(Shown(raw), reason, todo));

    static string Extension(string path) => path.LastIndexOf('.') is >= 0 and var dot && path.LastIndexOf('/') < dot ? path[dot..] : "";

    static UInt128 Hash(string path) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
}
