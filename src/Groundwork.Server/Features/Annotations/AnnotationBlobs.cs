using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Keeps the segments of large answers. Answers are never removed, so neither are these.</summary>
public sealed class AnnotationBlobs : IBlobHolder
{
    const long Page = 1000;

    public async Task Held(Db db, string workspace, Action<string> hold, CancellationToken cancel)
    {
        for (var after = ""; ;)
        {
            var rows = await db.Read(workspace, s => s.All($"""
                SELECT id, segments FROM annotation WHERE workspace = {s.Workspace} AND segments IS NOT NULL AND id > {after} ORDER BY id LIMIT {Page}
                """, r => (Id: r.Text(0), Segments: r.Text(1))), cancel);
            foreach (var (_, segments) in rows)
                foreach (var sha256 in JsonSerializer.Deserialize<string[]>(segments)!)
                    hold(sha256);
            if (rows.Count < Page)
                return;
            after = rows[^1].Id;
        }
    }
}
