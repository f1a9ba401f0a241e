using Groundwork.Core.Documents;
using Groundwork.Core.Ontology.Migration;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Annotations;

/// <summary>The answers of a project that hold now, page by page, and what a later version of the questions makes of them.</summary>
static class AnswerPages
{
    internal sealed record Stored(string Id, string Task, string? Assignment, string Author, string AuthorKind, long Revision, long Version, string Body, bool Late, bool Counted,
        string? Import, long Submitted, long Tx);

    /// <summary>The next ones below a version, after a place and before an unsettled transaction.</summary>
    internal static ValueTask<List<Stored>> Next(Session s, string project, long version, (long Tx, string Id) after, int most) => s.All($"""
        SELECT a.id, a.task, a.assignment, a.author, a.author_kind, a.revision, a.ontology_version, a.body, a.late, a.counted, a.import, a.submitted, a.tx FROM annotation a
        WHERE a.project = {project} AND a.workspace = {s.Workspace} AND a.tx >= {after.Tx} AND (a.tx > {after.Tx} OR a.id > {after.Id}) AND a.tx < {Dialect.Settled}
        AND a.ontology_version < {version} AND a.body IS NOT NULL AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace})
        ORDER BY a.tx, a.id LIMIT {(long)most}
        """, r => new Stored(r.Text(0), r.Text(1), r.TextOrNull(2), r.Text(3), r.Text(4), r.Long(5), r.Long(6), r.Text(7), r.Bool(8), r.Bool(9), r.TextOrNull(10), r.Long(11), r.Long(12)));

    /// <summary>How many there are.</summary>
    internal static async ValueTask<long> Count(Session s, string project, long version) => await s.Long($"""
        SELECT count(*) FROM annotation a WHERE a.project = {project} AND a.workspace = {s.Workspace} AND a.ontology_version < {version} AND a.body IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM annotation n WHERE n.parent = a.id AND n.workspace = {s.Workspace})
        """) ?? 0;

    /// <summary>An answer before and after.</summary>
    internal sealed record Followed(Stored Stored, AnswerDocument Before, MigratedAnswer After)
    {
        internal bool IsChanged { get; } = !Before.Equals(After.Document);
    }

    internal static async Task<Followed> Follow(FolderBlobs blobs, string workspace, Stored stored, IReadOnlyDictionary<long, List<AnswerMigration>> steps)
    {
        var before = await WholeAnswer.Read(blobs, workspace, stored.Body);
        return new(stored, before, AnswerMigration.Along(before, steps[stored.Version]));
    }
}
