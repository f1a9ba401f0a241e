using System.Text;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Projects;

/// <summary>Says whether the versions of a project's questions still are what the audit log says that they were.</summary>
public sealed class AuditedQuestions(Db db) : IAudited
{
    public IReadOnlyCollection<string> Actions => ["project.created", "ontology.changed"];

    public async Task<IReadOnlyDictionary<string, string>> Wrong(string workspace, IReadOnlyList<AuditedThing> things, CancellationToken cancel)
    {
        // A project has a line for each version: what counts is that one has the hash.
        var versions = (await db.Read(workspace, s => s.All($"""
            SELECT project, body FROM ontology WHERE workspace = {s.Workspace} AND project IN {new Ids([.. things.Select(t => t.Subject).Distinct(StringComparer.Ordinal)])}
            """, r => (Project: r.Text(0), Body: r.Text(1))), cancel))
            .Select(v => (v.Project, AnswerDocument.HashOf(Encoding.UTF8.GetBytes(v.Body)))).ToHashSet();
        return things.Where(t => !versions.Contains((t.Subject, t.After))).DistinctBy(t => t.Subject, StringComparer.Ordinal)
            .ToDictionary(t => t.Subject, t => "No version of the project's questions has that hash.", StringComparer.Ordinal);
    }
}
