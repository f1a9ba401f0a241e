using System.Text;
using Groundwork.Storage.Blobs;

namespace Groundwork.Storage;

/// <summary>The folder that holds everything of a server. One process owns it at a time.</summary>
public sealed class DataFolder : IDisposable
{
    readonly FileStream held;

    DataFolder(string path, FileStream held) => (Root, this.held) = (path, held);

    public string Root { get; }

    /// <summary>Takes the folder, making it if need be; null if another process has it.</summary>
    /// <remarks>The lock is the system's, on an open file: it ends with the process, however that ends.</remarks>
    public static DataFolder? TryOpen(string path)
    {
        var root = Path.GetFullPath(path);
        DurableFile.CreateFolder(root);
        File.SetUnixFileMode(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return new DataFolder(root, new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(Path.Combine(root, "lock")))
        {
            return null;
        }
    }

    /// <summary>Begins a run on this folder: names it, and says what the run before was called. As one process has the folder, that one has ended.</summary>
    public NodeName Enter()
    {
        const int length = 32;
        var before = new byte[length];
        held.Position = 0;
        var read = held.ReadAtLeast(before, length, throwOnEndOfStream: false);
        var name = NodeName.Fresh() with { Before = read == length && before.All(b => char.IsAsciiHexDigitLower((char)b)) ? Encoding.ASCII.GetString(before) : null };
        held.Position = 0;
        held.Write(Encoding.ASCII.GetBytes(name.Id));
        held.Flush();
        return name;
    }

    /// <summary>The path of a file in the folder.</summary>
    public string At(string name) => Path.Combine(Root, name);

    public void Dispose() => held.Dispose();
}
