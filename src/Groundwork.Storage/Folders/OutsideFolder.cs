using System.IO.Enumeration;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Groundwork.Storage.Folders;

/// <summary>What a name in a folder stands for.</summary>
public enum OutsideKind
{
    File,
    Folder,
    Link,

    /// <summary>A pipe, a socket, a device.</summary>
    Special,

    /// <summary>Gone, or not to be looked at.</summary>
    Unreadable,
}

/// <summary>A name in a folder, with the length and the time of the last change (Unix ms) of a file.</summary>
public readonly record struct OutsideEntry(string Name, OutsideKind Kind, long Size, long Modified);

/// <summary>
/// A folder outside of the data folder whose files are used where they lie. It is only ever read, and nothing that isn't below
/// it can be reached: each part of a path is opened from the folder before it and never through a link, so that swapping a
/// link in between leads nowhere, and a pipe or device is never waited for.
/// </summary>
public sealed class OutsideFolder(string root)
{
    /// <summary>The folder's own path, of the operator's choosing; links in it are followed at each use.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Opens a file for reading, or says what stands there instead.</summary>
    public (FileStream? File, OutsideEntry Entry) Open(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        using var folder = FolderOf(path[..Math.Max(0, path.Length - name.Length - 1)]);
        if (folder is null || !IsName(name))
            return (null, new OutsideEntry(name, OutsideKind.Unreadable, 0, 0));
        // Looked at first: opening a device can do something.
        if (OutsideCalls.Look(folder, name) is { Kind: not OutsideKind.File } other)
            return (null, other);
        var file = OutsideCalls.OpenFile(folder, name);
        var entry = file.IsInvalid ? new OutsideEntry(name, OutsideKind.Unreadable, 0, 0) : OutsideCalls.Look(file, "") with { Name = name };
        if (entry.Kind == OutsideKind.File)
            return (new FileStream(file, FileAccess.Read, 64 * 1024), entry);
        file.Dispose();
        return (null, entry);
    }

    /// <summary>The names in a folder that aren't hidden, in the order of their UTF-16 code units; null if there is no such folder.</summary>
    public List<string>? Names(string path)
    {
        using var folder = FolderOf(path);
        if (folder is null)
            return null;
        var names = new List<string>();
        try
        {
            // By the open folder itself, which nobody can swap for another.
            var each = new FileSystemEnumerable<string>($"/proc/self/fd/{folder.DangerousGetHandle()}", (ref FileSystemEntry e) => e.FileName.ToString(),
                new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, RecurseSubdirectories = false, ReturnSpecialDirectories = false })
            {
                ShouldIncludePredicate = (ref FileSystemEntry e) => e.FileName is not ['.', ..],
            };
            names.AddRange(each);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>What the names in a folder stand for, one after the other.</summary>
    public IEnumerable<OutsideEntry> Look(string path, IEnumerable<string> names)
    {
        using var folder = FolderOf(path);
        foreach (var name in names)
            yield return folder is null ? new OutsideEntry(name, OutsideKind.Unreadable, 0, 0) : OutsideCalls.Look(folder, name);
    }

    SafeFileHandle? FolderOf(string path)
    {
        var at = OutsideCalls.OpenRoot(Root);
        foreach (var part in path.Length == 0 ? [] : path.Split('/'))
        {
            if (at.IsInvalid || !IsName(part))
                break;
            using var above = at;
            at = OutsideCalls.OpenFolder(above, part);
        }
        if (!at.IsInvalid && (path.Length == 0 || path.Split('/').All(IsName)))
            return at;
        at.Dispose();
        return null;
    }

    static bool IsName(string part) => part is not ("" or "." or "..") && !part.Contains('/', StringComparison.Ordinal) && !part.Contains('\0', StringComparison.Ordinal);
}

/// <summary>The few calls of the C library that look at a name without following it.</summary>
static partial class OutsideCalls
{
    const int Folder = 0x10000, NoFollow = 0x20000, NonBlock = 0x800, CloseOnExec = 0x80000; // O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_CLOEXEC
    const int SymlinkNoFollow = 0x100, EmptyPath = 0x1000; // AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
    const uint Basic = 0x7ff; // STATX_BASIC_STATS
    const int TypeMask = 0xF000, Regular = 0x8000, Directory = 0x4000, SymbolicLink = 0xA000;

    internal static SafeFileHandle OpenRoot(string path) => open(path, Folder | CloseOnExec);

    internal static SafeFileHandle OpenFolder(SafeFileHandle above, string name) => openat(above, name, Folder | NoFollow | CloseOnExec);

    internal static SafeFileHandle OpenFile(SafeFileHandle folder, string name) => openat(folder, name, NoFollow | NonBlock | CloseOnExec);

    /// <summary>What a name in an open folder is, or the open thing itself where the name is empty.</summary>
    internal static OutsideEntry Look(SafeFileHandle at, string name)
    {
        if (statx(at, name, SymlinkNoFollow | EmptyPath, Basic, out var found) != 0)
            return new OutsideEntry(name, OutsideKind.Unreadable, 0, 0);
        var kind = (found.Mode & TypeMask) switch
        {
            Regular => OutsideKind.File,
            Directory => OutsideKind.Folder,
            SymbolicLink => OutsideKind.Link,
            _ => OutsideKind.Special,
        };
        return new OutsideEntry(name, kind, (long)found.Size, found.ModifiedSeconds * 1000 + found.ModifiedNanoseconds / 1_000_000);
    }

    /// <summary>The part of the kernel's answer that is of interest, at its places, which are the same on every machine.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct Found
    {
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(112)] public long ModifiedSeconds;
        [FieldOffset(120)] public uint ModifiedNanoseconds;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle openat(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle folder, string name, int flags, uint mask, out Found found);
}
