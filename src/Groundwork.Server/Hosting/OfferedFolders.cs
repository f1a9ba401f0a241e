using Groundwork.Storage.Folders;

namespace Groundwork.Server.Hosting;

/// <summary>The folders of this machine whose files can be used where they lie, by the names that the operator gave them.</summary>
public sealed class OfferedFolders(ServerSettings settings)
{
    /// <summary>Opens a file for reading, with the time of its last change; nothing if it isn't there, or no folder of that name is offered.</summary>
    public (FileStream? File, long Modified) Open(string root, string path)
    {
        if (!settings.Folders.TryGetValue(root, out var folder))
            return (null, 0);
        var (file, entry) = new OutsideFolder(folder).Open(path);
        return (file, entry.Modified);
    }

    /// <summary>Opens a file that still is what it was when it was imported, by its length and the time of its last change.</summary>
    public Stream? Open(string root, string path, long size, long modified)
    {
        var (file, changed) = Open(root, path);
        if (file is null || (file.Length == size && changed == modified))
            return file;
        file.Dispose();
        return null;
    }
}
