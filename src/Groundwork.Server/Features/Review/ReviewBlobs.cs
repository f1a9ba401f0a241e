using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Review;

/// <summary>Keeps the segments of large proposals that were judged. Verdicts are never removed, so neither are these.</summary>
public sealed class ReviewBlobs : IBlobHolder
{
    public Task Held(Db db, string workspace, Action<string> hold, CancellationToken cancel) => HeldSegments.Hold(db, workspace, (s, after, most) => $"""
        SELECT id, proposal_segments FROM review WHERE workspace = {s.Workspace} AND proposal_segments IS NOT NULL AND id > {after} ORDER BY id LIMIT {most}
        """, hold, cancel);
}
