using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>What the caller can label now, what they have begun, and what they did.</summary>
public sealed class MyWork : ISlice
{
    public sealed record ProjectRow(string Id, string Name, long Waiting, long DoneToday, long Done, long Drafts, long? Deadline, long Assigned, long Reviews);
    public sealed record Today(long Answers, long ActiveMs);
    public sealed record Draft(string AssignmentId, string ProjectId, string ProjectName, string Excerpt, ImageSize? Image, bool Correction, long SavedAt);
    public sealed record Response(List<ProjectRow> Projects, Today Today, List<Draft> Drafts, List<RecentWork.Row> Recent, List<MyQuestions.Row> Questions, List<ReturnedWork.Row> Returned);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/work", Handle).For(Roles.Workers, In.SomeProject).ToLabel();

    const long MostAssigned = 10_000;

    static async Task<Ok<Response>> Handle(CurrentMember me, Db db) => TypedResults.Ok(await db.Read(me.Workspace, s => Load(s, me)));

    static async ValueTask<Response> Load(Session s, CurrentMember me)
    {
        var works = ProjectAccess.Sees(s, me, Roles.Workers, $"p.id");
        var projects = await s.All($"SELECT p.id, p.name, CASE WHEN {ProjectAccess.Sees(s, me, Roles.Managers | Roles.Reviewer, $"p.id")} THEN 1 ELSE 0 END FROM project p WHERE p.workspace = {s.Workspace} AND p.state = 'open' AND {works} ORDER BY p.created DESC, p.id LIMIT 200",
            r => (Id: r.Text(0), Name: r.Text(1), Judges: r.Bool(2)));
        var drafts = await s.All($"""
            SELECT a.id, a.project, p.name, i.payload, d.saved, i.modality, a.state FROM assignment a
            JOIN (SELECT assignment, max(saved) AS saved FROM draft_change WHERE workspace = {s.Workspace} GROUP BY assignment) d ON d.assignment = a.id
            JOIN project p ON p.id = a.project AND p.workspace = a.workspace JOIN task t ON t.id = a.task AND t.workspace = a.workspace
            JOIN item i ON i.id = t.item AND i.workspace = a.workspace
            WHERE a.workspace = {s.Workspace} AND a.member = {me.Id} AND a.state IN ('leased', 'expired', 'submitted') AND p.deleted IS NULL AND {works} ORDER BY d.saved DESC LIMIT 50
            """, r => new Draft(r.Text(0), r.Text(1), r.Text(2), Beginning.Of(r.Text(3)), ImageSize.Of(r.Text(5), r.Text(3)), r.Text(6) == "submitted", r.Long(4)));
        var recent = await RecentWork.Of(s, me, null);
        var rows = new List<ProjectRow>();
        foreach (var (id, name, judges) in projects)
            rows.Add(new ProjectRow(id, name, await Left(s, me, id), await Tally.Today(s, me.Id, id), await Tally.Done(s, me.Id, id), drafts.Count(d => d.ProjectId == id), await Deadline(s, id), await Assigned(s, me, id),
                judges ? await ToJudge(s, id) : 0));
        var day = s.Now - s.Now % (24L * 3600 * 1000);
        var active = await s.Long($"""
            SELECT CAST(coalesce(sum(active_ms), 0) AS BIGINT) FROM annotation WHERE workspace = {s.Workspace} AND author = {me.Id} AND submitted >= {day}
            """) ?? 0;
        return new Response(rows, new Today(await Tally.Today(s, me.Id, null), active), drafts, recent, await MyQuestions.Of(s, me), await ReturnedWork.Of(s, me));
    }

    // Those who have been through the whole queue see nothing waiting, though others still have to.
    static async ValueTask<long> Left(Session s, CurrentMember me, string project)
    {
        var open = await Batches.Waiting(s, project);
        if (open == 0)
            return 0;
        var mine = await s.Long($"""
            SELECT count(*) FROM assignment a JOIN task t ON t.id = a.task AND t.workspace = a.workspace
            WHERE a.workspace = {s.Workspace} AND a.project = {project} AND a.member = {me.Id} AND a.state <> 'leased' AND t.open > 0 AND t.lane IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.id = t.lane AND b.workspace = t.workspace AND b.state <> 'open')
            """) ?? 0;
        return Math.Max(0, open - mine);
    }

    // Some of them may be their own work, which they are told when they go there.
    static async ValueTask<long> ToJudge(Session s, string project)
    {
        var counters = await EventCalls.Counters(s, project);
        return counters.GetValueOrDefault("state:in_review") + counters.GetValueOrDefault("state:disputed");
    }

    // Those that wait for the caller, up to a number that says enough.
    static async ValueTask<long> Assigned(Session s, CurrentMember me, string project) => await s.Long($"""
        SELECT count(*) FROM (SELECT 1 FROM reservation r WHERE r.project = {project} AND r.member = {me.Id} AND r.workspace = {s.Workspace} AND r.state = 'waiting'
          AND r.lane IN (SELECT id FROM {Lanes.Open(s, project)} l) LIMIT {MostAssigned}) x
        """) ?? 0;

    // Of the open batches that have something left, the one that is due first.
    static ValueTask<long?> Deadline(Session s, string project) => s.Long($"""
        SELECT min(b.deadline) FROM batch b WHERE b.project = {project} AND b.workspace = {s.Workspace} AND b.state = 'open'
        AND EXISTS (SELECT 1 FROM task t WHERE t.project = {project} AND t.workspace = b.workspace AND t.lane = b.id AND t.open > 0)
        """);
}
