using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Forgets what changes of many tasks found, when they can't be taken back any more.</summary>
public sealed class ForgetTaskChanges(Db db) : IBackgroundTask
{
    const int Chunk = 500, AtOnce = 20;

    public TimeSpan Rest => TimeSpan.FromMinutes(10);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var old = await db.Read(null, s => TaskUndo.Old(s, AtOnce), cancel);
        foreach (var (workspace, change) in old)
            while (await db.Write(workspace, s => TaskUndo.Forget(s, change, Chunk), cancel))
                continue;
        return old.Count == AtOnce;
    }
}
