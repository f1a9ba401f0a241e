using System.Runtime.CompilerServices;
using Groundwork.Formats.Bundles;
using Groundwork.Server.Hosting;
using Groundwork.Storage.Folders;

namespace Groundwork.Server.Features.Data;

/// <summary>Reads the folders of this machine that the operator offers; their files stay where they are and as they are.</summary>
public sealed class FolderFiles(ServerSettings settings)
{
    const int Deepest = 100;

    readonly Dictionary<string, OutsideFolder> roots = settings.Folders.ToDictionary(f => f.Key, f => new OutsideFolder(f.Value), StringComparer.Ordinal);

    /// <summary>The names of the folders.</summary>
    internal IEnumerable<string> Roots => roots.Keys.Order(StringComparer.Ordinal);

    internal OutsideFolder? Root(string name) => roots.GetValueOrDefault(name);

    /// <summary>Is there such a folder?</summary>
    internal bool Has(string root, string path) => Root(root)?.Children(path) is not null;

    /// <summary>
    /// Everything below a folder, the files of each folder and its folders in the order of their names, and why some can't be
    /// taken. Names begin below <paramref name="path"/>. Only the names of the folders on the way are in memory.
    /// </summary>
    internal async IAsyncEnumerable<BundleOutcome> Of(string root, string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        if (Root(root) is not { } folder || folder.Children(path) is not { } names)
        {
            yield return new BundleFault(Join(root, path), "There is no such folder, or it can't be read.", "Ask the operator of the server whether it is still there.");
            yield break;
        }
        var open = new Stack<IEnumerator<(string Path, OutsideEntry Entry)>>();
        open.Push(Entries(folder, path, names));
        try
        {
            while (open.TryPeek(out var level))
            {
                cancel.ThrowIfCancellationRequested();
                if (!level.MoveNext())
                {
                    open.Pop().Dispose();
                    continue;
                }
                var (at, entry) = level.Current;
                var name = path.Length == 0 ? at : at[(path.Length + 1)..];
                if (entry.Kind == OutsideKind.Folder && open.Count < Deepest && folder.Children(at) is { } inside)
                    open.Push(Entries(folder, at, inside));
                else if (entry.Kind == OutsideKind.File)
                    yield return new BundleFile(name, entry.Size, _ => Task.FromResult<Stream>(Open(folder, at))) { Place = new BundlePlace(root, at, entry.Size, entry.Modified) };
                else
                    yield return Refuse(name, entry.Kind);
            }
        }
        finally
        {
            while (open.TryPop(out var level))
                level.Dispose();
        }
    }

    static IEnumerator<(string Path, OutsideEntry Entry)> Entries(OutsideFolder folder, string path, List<(string Name, bool)> names) =>
        folder.Look(path, names.Select(n => n.Name)).Select(e => (Join(path, e.Name), e)).GetEnumerator();

    static string Join(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";

    static FileStream Open(OutsideFolder folder, string path)
    {
        var (file, entry) = folder.Open(path);
        if (file is not null)
            return file;
        var fault = Refuse(path, entry.Kind);
        throw new BundleFaultException(fault.Reason, fault.Todo);
    }

    static BundleFault Refuse(string name, OutsideKind kind) => kind switch
    {
        OutsideKind.Link => new(name, "This is a link; links are not followed.", "Put the file itself into the folder, or have its folder offered as well."),
        OutsideKind.Special => new(name, "This is no file but a device, pipe or socket.", "Leave it out."),
        OutsideKind.Folder => new(name, "This folder can't be read, or it lies too deep in others.", "Ask the operator to let the server's account read it."),
        _ => new(name, "This file can't be read, or it is gone.", "Ask the operator to let the server's account read it."),
    };

    /// <summary>A file as it was when it was imported; or null if it is gone or has changed since.</summary>
    public FileStream? Open(string root, string path, long expectedSize, long expectedModified)
    {
        if (Root(root)?.Open(path) is not ({ } file, var entry))
            return null;
        if (entry.Size == expectedSize && entry.Modified == expectedModified)
            return file;
        file.Dispose();
        return null;
    }

    /// <inheritdoc cref="Open(string, string, long, long)"/>
    internal FileStream? Open(BundlePlace place) => Open(place.Root, place.Path, place.Size, place.Modified);
}
