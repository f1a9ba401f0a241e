using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Groundwork.Storage.Blobs;

/// <summary>
/// Files that are on the disk when the call returns. It calls the C library itself because the
/// runtime's own flush hides a failed fsync on Linux. A failed flush is never retried: what reached
/// the disk is unknown after it.
/// </summary>
public static partial class DurableFile
{
    const int OpenDirectory = 0x10000; // O_RDONLY | O_DIRECTORY
    const int OtherFileSystem = 18; // EXDEV

    /// <summary>Flushes an open file.</summary>
    /// <exception cref="IOException">The system says that the bytes may not be there.</exception>
    public static void Flush(SafeFileHandle file)
    {
        if (fsync(file) != 0)
            throw Failed("flush a file");
    }

    /// <summary>Flushes <paramref name="file"/>, closes it, gives it its final name and flushes the folder, so that the name lasts too.</summary>
    public static void Publish(FileStream file, string finalPath)
    {
        file.Flush();
        Flush(file.SafeFileHandle);
        var written = file.Name;
        file.Dispose();
        File.Move(written, finalPath, overwrite: true);
        FlushFolder(Path.GetDirectoryName(finalPath)!);
    }

    /// <summary>Writes a whole small file in place of what was there, or not at all.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = mode };
        using var file = new FileStream(path + ".new", options);
        file.Write(content);
        Publish(file, path);
    }

    /// <summary>
    /// Gives a file another name, in another folder if need be, and flushes that folder. False if it lies on another
    /// file system, where a name alone can't bring it: nothing has happened then.
    /// </summary>
    public static bool TryMove(string path, string finalPath)
    {
        if (rename(path, finalPath) == 0)
        {
            FlushFolder(Path.GetDirectoryName(finalPath)!);
            return true;
        }
        return Marshal.GetLastPInvokeError() == OtherFileSystem ? false : throw Failed("rename a file");
    }

    /// <summary>Removes a file so that it stays away.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes a folder, and its name in every new parent, lasting.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CreateFolder(parent);
        Directory.CreateDirectory(path);
        try
        {
            FlushFolder(parent);
        }
        catch (IOException)
        {
            // Left there, the next caller would take its name for lasting.
            Directory.Delete(path);
            throw;
        }
    }

    /// <summary>Makes the names in a folder lasting.</summary>
    internal static void FlushFolder(string path)
    {
        using var folder = open(path, OpenDirectory);
        if (folder.IsInvalid || fsync(folder) != 0)
            throw Failed("flush a folder");
    }

    static IOException Failed(string what) =>
        new($"Couldn't {what}: {Marshal.GetLastPInvokeErrorMessage()}. The disk may be failing or full; nothing was acknowledged.", Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string path, string finalPath);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);
}
