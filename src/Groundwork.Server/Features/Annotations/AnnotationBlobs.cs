using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Keeps the segments of large answers. Answers are never removed, so neither are these.</summary>
public sealed class AnnotationBlobs : IBlobHolder
{
    public Task Held(Db db, string workspace, Action<string> hold, CancellationToken cancel) => HeldSegments.Hold(db, workspace, (s, after, most) => $"""
        SELECT id, segments FROM annotation WHERE workspace = {s.Workspace} AND segments IS NOT NULL AND id > {after} ORDER BY id LIMIT {most}
        """, hold, cancel);
}
