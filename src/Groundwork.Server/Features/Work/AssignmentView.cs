using System.Collections.Concurrent;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>
/// What a member sees of an assignment. It carries no id of the task or the item, no order and no
/// metadata: nothing that could tell a task with a known answer from another.
/// </summary>
public static class AssignmentView
{
    public sealed record LeaseView(string Id, long ExpiresAt, long LeaseMs, [OneOf("leased", "submitted", "skipped", "expired", "released", "cancelled")] string State);
    public sealed record ItemView(string Modality, string Text, ImageSize? Image);
    public sealed record DraftView(long Saved, [Shape("AnswerDocument")] JsonElement? Document);

    /// <summary>The answer that was given, as it stands: the first revision, or one that corrects it.</summary>
    public sealed record AnswerView(long Revision, long SubmittedAt, bool Late, bool Counted);

    public sealed record View(LeaseView Assignment, string ProjectId, string ProjectName, long Number, long DoneToday, long About, ItemView Item,
        long OntologyVersion, long CurrentVersion, [Shape("Ontology")] JsonElement Ontology, string Instructions, bool SeenInstructions, DraftView Draft, AnswerView? Answer);

    sealed record Found(string Id, string Project, long Expires, string State, long Number, string Modality, string Payload,
        string ProjectName, string Instructions, long Version, bool Seen, long Today);

    const int Kept = 500;
    static readonly ConcurrentDictionary<(string Workspace, string Project, long Version), JsonElement> Ontologies = new();

    /// <param name="s">The session.</param>
    /// <param name="me">Whose it is.</param>
    /// <param name="assignment">Which.</param>
    /// <param name="fresh">It was begun just now, so that there is neither draft nor answer.</param>
    internal static async ValueTask<View?> Of(Session s, CurrentMember me, string assignment, bool fresh = false)
    {
        var a = await s.One($"""
            SELECT a.id, a.project, a.expires, a.state, a.number, i.modality, i.payload, p.name, p.instructions, p.ontology_version,
              CASE WHEN EXISTS (SELECT 1 FROM instructions_seen n WHERE n.project = a.project AND n.member = a.member AND n.workspace = a.workspace) THEN 1 ELSE 0 END,
              coalesce((SELECT y.today FROM tally y WHERE y.project = a.project AND y.member = a.member AND y.workspace = a.workspace AND y.day = {Tally.Day(s)}), 0)
            FROM assignment a JOIN task t ON t.id = a.task AND t.workspace = a.workspace JOIN item i ON i.id = t.item AND i.workspace = a.workspace
            JOIN project p ON p.id = a.project AND p.workspace = a.workspace
            WHERE a.id = {assignment} AND a.workspace = {s.Workspace} AND a.member = {me.Id}
            """, r => new Found(r.Text(0), r.Text(1), r.Long(2), r.Text(3), r.Long(4), r.Text(5), r.Text(6), r.Text(7), r.Text(8), r.Long(9), r.Bool(10), r.Long(11)));
        if (a is null)
            return null;
        var waiting = await Batches.Waiting(s, a.Project);
        var changes = fresh ? [] : await s.All($"SELECT n, change, ontology_version FROM draft_change WHERE assignment = {a.Id} AND workspace = {s.Workspace} ORDER BY n",
            r => (N: r.Long(0), Change: r.Text(1), Version: r.LongOrNull(2)));
        var begun = fresh ? null : changes.Count > 0 ? changes[^1].Version : await s.Long($"""
            SELECT ontology_version FROM annotation WHERE assignment = {a.Id} AND workspace = {s.Workspace} ORDER BY revision DESC LIMIT 1
            """);
        // Whoever has begun goes on with the questions that they began with: nothing that they did is taken away. It is brought to the current ones when it is sent.
        var version = begun < a.Version ? begun.Value : a.Version;
        using var payload = JsonDocument.Parse(a.Payload);
        return new View(
            new LeaseView(a.Id, a.Expires, Lease.LastsMs, a.State), a.Project, a.ProjectName, a.Number, a.Today, waiting,
            new ItemView(a.Modality, payload.RootElement.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "",
                ImageSize.Of(a.Modality, a.Payload)),
            version, a.Version, await Ontology(s, a.Project, version), a.Instructions, a.Seen,
            new DraftView(changes.Count == 0 ? 0 : changes[^1].N, changes.Count == 0 ? null : DraftFold.Document(changes.Select(c => c.Change))),
            null);
    }

    // A version never changes, so it is parsed once. Nothing that asks for this view makes one in the same unit.
    static async ValueTask<JsonElement> Ontology(Session s, string project, long version)
    {
        var key = (s.Workspace!, project, version);
        if (Ontologies.TryGetValue(key, out var known))
            return known;
        var body = await s.Text($"SELECT body FROM ontology WHERE project = {project} AND version = {version} AND workspace = {s.Workspace}");
        if (Ontologies.Count >= Kept)
            Ontologies.Clear();
        return Ontologies.GetOrAdd(key, JsonElement.Parse(body ?? throw new InvalidOperationException("A project has the ontology versions that it names.")));
    }
}
