using Groundwork.Core.Ontology;
using Groundwork.Core.Search;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Shows a snapshot, and what an export of it can be narrowed by.</summary>
public sealed class GetSnapshot : ISlice
{
    public sealed record Value(string Name, string Title);

    /// <param name="Name">As it stands in a filter.</param>
    /// <param name="Title">What people see.</param>
    /// <param name="Kind">choice or number.</param>
    /// <param name="Values">What there is to choose from.</param>
    public sealed record Field(string Name, string Title, string Kind, List<Value> Values);

    public sealed record Response(string Id, string ProjectId, string Name, string Hash, long Rows, long Answers, string Method, long CreatedAt, List<Field> Fields);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/snapshots/{id}", Handle).For(Roles.Readers, In.Snapshot).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, CancellationToken cancel) =>
        await StoredSnapshot.Find(db, me.Workspace, id, cancel) is { } found
            ? TypedResults.Ok(new Response(id, found.ProjectId, found.Name, found.Hash, found.Manifest.Rows, found.Manifest.Answers, found.Manifest.Method, found.Created, Fields(found)))
            : Problem.NotFound("snapshot");

    // A field with nothing to choose from narrows nothing.
    static List<Field> Fields(StoredSnapshot snapshot)
    {
        var ontology = snapshot.Ontology();
        return [.. ExportFilter.Fields(ontology)
            .Select(f => new Field(f.Name, f.Title, f.Kind == FieldKind.Choice ? "choice" : "number", [.. Values(snapshot.Manifest, ontology, f.Name)]))
            .Where(f => f.Kind == "number" || f.Values.Count > 0)];
    }

    static IEnumerable<Value> Values(SnapshotManifest manifest, OntologyDocument ontology, string field) => field switch
    {
        "state" => [new("resolved", "resolved"), new("disputed", "disputed"), new("unanswered", "unanswered")],
        "class" => ontology.Classes.Select(c => new Value(c.Name, c.Title)),
        "confidence" => [],
        _ when field.StartsWith(ExportFilter.Answer, StringComparison.Ordinal) => ontology.Questions.First(q => q.Name == field[ExportFilter.Answer.Length..]) is var question
            ? question.Asks.Labels(question).Select(l => new Value(l.Name, question.Options.FirstOrDefault(o => o.Name == l.Name)?.Title ?? l.Name)) : [],
        _ => manifest.Met.GetValueOrDefault(field, []).Select(w => new Value(w, w)),
    };
}
