using Groundwork.Storage;

namespace Groundwork.Server.Hosting;

/// <summary>
/// Says which blobs an area's rows name, so that the garbage collector leaves them. Found by interface: an area that
/// keeps blobs has one, and whatever nobody holds is removed after a while.
/// </summary>
public interface IBlobHolder
{
    /// <summary>Hands every blob that a workspace's rows of this area name, by its SHA-256, to <paramref name="hold"/>. Repeats do no harm.</summary>
    Task Held(Db db, string workspace, Action<string> hold, CancellationToken cancel);
}
