using Groundwork.Core.Matching;
using Groundwork.Core.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Quality;

/// <summary>Reads what several people marked in the items of tasks, whole.</summary>
/// <param name="db">The database.</param>
/// <param name="blobs">Where parts of large answers lie.</param>
/// <param name="workspace">The workspace.</param>
/// <param name="byOrigin">Whether people whose answers came in with a snapshot have the ids that they had there, as they have in snapshots.</param>
sealed class ObjectAnswers(Db db, FolderBlobs blobs, string workspace, bool byOrigin = false)
{
    /// <summary>The answers to a task, and the newest of them by its transaction.</summary>
    internal sealed record OfTask(string Task, TaskAnswers Answers, long AsOf);

    sealed record Row(string Task, string Author, string Body, long Tx, string Modality, string Payload);

    static Sql Own => $"a.author";

    static Sql Origin => $"coalesce((SELECT m.origin FROM member m WHERE m.id = a.author AND m.workspace = a.workspace), a.author)";

    /// <summary>Those of some tasks below a transaction, in the order of the tasks; a task without any is left out.</summary>
    internal async Task<List<OfTask>> Read(IReadOnlyCollection<string> tasks, long before, CancellationToken cancel)
    {
        var author = byOrigin ? Origin : Own;
        var rows = (await db.Read(workspace, s => s.All($"""
            SELECT a.task, {author}, a.body, a.tx, i.modality, CASE WHEN i.modality = 'image' THEN i.payload ELSE NULL END
            FROM annotation a JOIN task t ON t.id = a.task AND t.workspace = a.workspace JOIN item i ON i.id = t.item AND i.workspace = t.workspace
            WHERE a.task IN {new Ids(tasks)} AND a.workspace = {s.Workspace} AND a.counted = 1 AND a.body IS NOT NULL AND a.tx < {before}
            AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace} AND n.tx < {before})
            ORDER BY 2
            """, r => new Row(r.Text(0), r.Text(1), r.Text(2), r.Long(3), r.Text(4), r.TextOrNull(5) ?? "")), cancel)).ToLookup(r => r.Task, StringComparer.Ordinal);
        var found = new List<OfTask>(tasks.Count);
        foreach (var task in tasks)
        {
            var given = new List<AuthoredAnswer>();
            foreach (var row in rows[task])
                given.Add(new AuthoredAnswer(row.Author, await WholeAnswer.Read(blobs, workspace, row.Body)));
            if (given.Count == 0)
                continue;
            var first = rows[task].First();
            var extent = ImageSize.Of(first.Modality, first.Payload) is { } size ? new ItemExtent(size.Width, size.Height) : (ItemExtent?)null;
            found.Add(new OfTask(task, new TaskAnswers(given, extent), rows[task].Max(r => r.Tx)));
        }
        return found;
    }
}
