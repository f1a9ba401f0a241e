using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Gives tasks to everybody again that were kept for somebody who was paused or removed, or may not label any more.</summary>
public sealed class FreeReservations(Db db) : IBackgroundTask
{
    const int Chunk = 100, MostPeople = 20;

    public TimeSpan Rest => TimeSpan.FromSeconds(1);

    public async Task<bool> Round(CancellationToken cancel)
    {
        var due = await db.Read(null, s => s.All($"SELECT workspace, member, project, at FROM reservation_release ORDER BY at LIMIT {(long)MostPeople}",
            r => (Workspace: r.Text(0), Member: r.Text(1), Project: r.Text(2), At: r.Long(3))), cancel);
        foreach (var (workspace, member, project, at) in due)
        {
            while (await db.Write(workspace, s => Reservations.Free(s, member, project, at, Chunk), cancel) == Chunk)
                continue;
            await db.Write(workspace, async s => { await s.Run($"DELETE FROM reservation_release WHERE member = {member} AND project = {project} AND at = {at} AND workspace = {s.Workspace}"); }, cancel);
        }
        return due.Count == MostPeople;
    }
}
