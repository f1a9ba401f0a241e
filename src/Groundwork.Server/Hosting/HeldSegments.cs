using System.Text.Json;
using Groundwork.Storage;

namespace Groundwork.Server.Hosting;

/// <summary>Goes through the rows of an area that name segments of large documents, which are never removed.</summary>
static class HeldSegments
{
    const long Page = 1000;

    /// <param name="db">The database.</param>
    /// <param name="workspace">Whose rows.</param>
    /// <param name="next">So many rows behind an id, in the order of their ids: each with its list of hashes.</param>
    /// <param name="hold">Told each hash.</param>
    /// <param name="cancel">Stops.</param>
    internal static async Task Hold(Db db, string workspace, Func<Session, string, long, Sql> next, Action<string> hold, CancellationToken cancel)
    {
        for (var after = ""; ;)
        {
            var rows = await db.Read(workspace, s => s.All(next(s, after, Page), r => (Id: r.Text(0), Segments: r.Text(1))), cancel);
            foreach (var sha256 in rows.SelectMany(r => JsonSerializer.Deserialize<string[]>(r.Segments)!))
                hold(sha256);
            if (rows.Count < Page)
                return;
            after = rows[^1].Id;
        }
    }
}
