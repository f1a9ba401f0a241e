using System.Diagnostics;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Ontology.Migration;
using Groundwork.Server.Features.Projects;
using Groundwork.Server.Features.Quality;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Says what new questions would do to the answers given so far: how many stay, change, lose something or lack something, with examples. Nothing is written.</summary>
public sealed class PreviewMigration : ISlice
{
    public sealed record Request([Shape("Ontology")] JsonElement Ontology, List<Rename>? Renames = null);

    /// <summary>An answer before and after.</summary>
    /// <param name="TaskId">Its task.</param>
    /// <param name="Author">Who gave it.</param>
    /// <param name="Before">As it is.</param>
    /// <param name="After">As it would be.</param>
    /// <param name="Lost">What would be left out of it.</param>
    /// <param name="Missing">Where a required answer would have to stand.</param>
    public sealed record Example(string TaskId, string Author, [Shape("AnswerDocument")] JsonElement Before, [Shape("AnswerDocument")] JsonElement After, IReadOnlyList<Loss> Lost, IReadOnlyList<string> Missing);

    /// <summary>What would happen.</summary>
    /// <param name="Differences">What is different in the questions.</param>
    /// <param name="Total">How many answers there are.</param>
    /// <param name="Looked">How many of them were looked at: all, unless that would take long.</param>
    /// <param name="Same">How many of those stay as they are.</param>
    /// <param name="Changed">How many say the same in other words.</param>
    /// <param name="Losing">How many lose something.</param>
    /// <param name="Lacking">How many of all these lack an answer that is required now.</param>
    /// <param name="Examples">Up to 20 that change, lose or lack something.</param>
    public sealed record Response(IReadOnlyList<OntologyDifference> Differences, long Total, long Looked, long Same, long Changed, long Losing, long Lacking, List<Example> Examples);

    const int Page = 200, MostExamples = 20, MostOfAKind = 8;

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/projects/{id}/ontology/preview", Handle).For(Roles.Managers, In.Project).Heavy()
        .ProducesProblem(400).ProducesProblem(404);

    static readonly TimeSpan Settles = TimeSpan.FromSeconds(2);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        var faults = new List<Fault>();
        var after = ProjectCalls.ReadOntology(request.Ontology, faults);
        var found = await db.Read<(long Version, OntologyDocument Before)?>(me.Workspace, async s =>
            await s.Long($"SELECT ontology_version FROM project WHERE id = {id} AND workspace = {s.Workspace}") is { } v && await ProjectCalls.Ontology(s, id, v) is { } o ? (v, o) : null, cancel);
        if (found is not var (version, before))
            return Problem.NotFound("project");
        var mapping = new OntologyMapping(request.Renames ?? []);
        if (after is not null)
            mapping.Check(before, after, "/renames", faults);
        if (after is null || faults.Count > 0)
            return Problem.Invalid(faults);
        var last = new AnswerMigration(before, after, mapping);
        // The newest answers count too; if an old transaction hides them for longer than this, the figures are about those before.
        await QualityCalls.Settled(db, me.Workspace, id, Settles, cancel);
        var (looked, same, changed, losing, lacking, examples) = (0L, 0L, 0L, 0L, 0L, new List<Example>());
        var kinds = new Dictionary<(bool Loses, bool Lacks), int>();
        var steps = new Dictionary<long, List<AnswerMigration>>();
        var since = Stopwatch.GetTimestamp();
        for (var at = (Tx: 0L, Id: ""); Stopwatch.GetElapsedTime(since) < Longest;)
        {
            var page = await db.Read(me.Workspace, async s =>
            {
                var next = await AnswerPages.Next(s, id, version + 1, at, Page);
                foreach (var from in next.Select(n => n.Version).Distinct().Where(v => !steps.ContainsKey(v)))
                    steps[from] = [.. await ProjectCalls.Steps(s, id, from, version), last];
                return next;
            }, cancel);
            foreach (var stored in page)
            {
                var each = await AnswerPages.Follow(blobs, me.Workspace, stored, steps);
                var (loses, lacks) = (each.After.Lost.Count > 0, each.After.Missing.Count > 0);
                (looked, lacking, losing) = (looked + 1, lacking + (lacks ? 1 : 0), losing + (loses ? 1 : 0));
                (changed, same) = (changed + (!loses && each.IsChanged ? 1 : 0), same + (!loses && !each.IsChanged ? 1 : 0));
                if (examples.Count < MostExamples && (loses || lacks || each.IsChanged) && (kinds[(loses, lacks)] = kinds.GetValueOrDefault((loses, lacks)) + 1) <= MostOfAKind)
                    examples.Add(new(stored.Task, stored.Author, Json(each.Before), Json(each.After.Document), each.After.Lost, each.After.Missing));
            }
            if (page.Count < Page)
                return TypedResults.Ok(await Named(db, me, new(OntologyDifference.Between(before, after), looked, looked, same, changed, losing, lacking, examples), cancel));
            at = (page[^1].Tx, page[^1].Id);
        }
        var total = await db.Read(me.Workspace, s => AnswerPages.Count(s, id, version + 1), cancel);
        return TypedResults.Ok(await Named(db, me, new(OntologyDifference.Between(before, after), total, looked, same, changed, losing, lacking, examples), cancel));
    }

    static async Task<Response> Named(Db db, CurrentMember me, Response response, CancellationToken cancel)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var authors = new Ids([.. response.Examples.Select(e => e.Author)]);
        await db.Read(me.Workspace, async s =>
        {
            await s.Each($"SELECT id, name FROM member WHERE workspace = {s.Workspace} AND id IN {authors}", r => names[r.Text(0)] = r.Text(1));
            return true;
        }, cancel);
        return response with { Examples = [.. response.Examples.Select(e => e with { Author = names.GetValueOrDefault(e.Author, "") })] };
    }

    static JsonElement Json(AnswerDocument document) => JsonElement.Parse(AnswerWriter.Canonical(document));
}
