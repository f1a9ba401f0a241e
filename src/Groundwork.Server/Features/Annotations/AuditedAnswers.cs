using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Says whether stored answers still are what the audit log says that they were when they were given.</summary>
public sealed class AuditedAnswers(Db db, FolderBlobs blobs) : IAudited
{
    sealed record Stored(string Hash, string Body, string? Segments);

    public IReadOnlyCollection<string> Actions =>
        ["annotation.submitted", "annotation.corrected", "annotation.migrated", "annotation.reviewed", "annotation.restored", "annotation.rejected"];

    public async Task<IReadOnlyDictionary<string, string>> Wrong(string workspace, IReadOnlyList<AuditedThing> things, CancellationToken cancel)
    {
        var rows = new Dictionary<string, Stored>(StringComparer.Ordinal);
        await db.Read(workspace, async s =>
        {
            await s.Each($"SELECT id, hash, body, segments FROM annotation WHERE workspace = {s.Workspace} AND id IN {new Ids([.. things.Select(t => t.Subject)])}",
                r => rows[r.Text(0)] = new(r.Text(1), r.TextOrNull(2) ?? "", r.TextOrNull(3)));
            return true;
        }, cancel);
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, after) in things)
            if (!rows.TryGetValue(id, out var row))
                wrong[id] = "The answer is gone.";
            else if (row.Hash != after)
                wrong[id] = $"The answer's row says {row.Hash}.";
            else if (HashOf(workspace, row) is var now && now != after)
                wrong[id] = now is null ? "Parts of the answer are missing or damaged." : $"The stored answer has {now} now.";
        return wrong;
    }

    // What isn't split is stored as its canonical bytes.
    string? HashOf(string workspace, Stored row)
    {
        var head = Encoding.UTF8.GetBytes(row.Body);
        if (row.Segments is null)
            return AnswerDocument.HashOf(head);
        var segments = new List<byte[]>();
        foreach (var sha256 in JsonSerializer.Deserialize<string[]>(row.Segments)!)
        {
            using var from = blobs.Open(workspace, sha256);
            if (from is null)
                return null;
            using var to = new MemoryStream();
            from.CopyTo(to);
            segments.Add(to.ToArray());
        }
        return AnswerSegments.Join(head, segments, [])?.Hash();
    }
}
