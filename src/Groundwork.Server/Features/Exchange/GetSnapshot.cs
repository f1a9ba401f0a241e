using Groundwork.Core.Ontology;
using Groundwork.Core.Search;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Shows a snapshot, and what an export of it can be narrowed by.</summary>
public sealed class GetSnapshot : ISlice
{
    /// <param name="Value">As it stands in a filter; empty for rows that have none.</param>
    /// <param name="Title">What people see.</param>
    /// <param name="Count">How many rows have it.</param>
    public sealed record Choice(string Value, string Title, long Count);

    /// <param name="Name">As it stands in a filter.</param>
    /// <param name="Title">What people see.</param>
    /// <param name="Kind">Which conditions it takes.</param>
    /// <param name="Sortable">Never: rows stand in the order of their tasks.</param>
    /// <param name="Values">What rows have, if it is a choice; those that most rows have first.</param>
    /// <param name="Min">The lowest number.</param>
    /// <param name="Max">The highest.</param>
    public sealed record Field(string Name, string Title, [OneOf("choice", "number")] string Kind, bool Sortable, List<Choice>? Values, double? Min, double? Max);

    /// <param name="Answers">What people said.</param>
    /// <param name="Predictions">What models said; null where nobody counted it apart, and it is among the answers.</param>
    public sealed record Response(string Id, string ProjectId, string Name, string Hash, long Rows, long Answers, long? Predictions, string Method, long CreatedAt, List<Field> Fields);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/snapshots/{id}", Handle).For(Roles.Readers, In.Snapshot).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, CancellationToken cancel) =>
        await StoredSnapshot.Find(db, me.Workspace, id, cancel) is { } found
            ? TypedResults.Ok(new Response(id, found.ProjectId, found.Name, found.Hash, found.Manifest.Rows, found.Manifest.OfPeople, found.Manifest.Predictions, found.Manifest.Method, found.Created, Fields(found)))
            : Problem.NotFound("snapshot");

    // A field with nothing to choose from narrows nothing.
    static List<Field> Fields(StoredSnapshot snapshot)
    {
        var ontology = snapshot.Ontology();
        var fields = new List<Field>();
        foreach (var field in ExportFilter.Fields(ontology))
            if (field.Kind == FieldKind.Number)
                fields.Add(new(field.Name, field.Title, "number", false, null, 0, 1));
            else if (snapshot.Manifest.Words.TryGetValue(field.Name, out var words))
                fields.Add(new(field.Name, field.Title, "choice", false, [.. words.OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal)
                    .Select(w => new Choice(w.Key, TitleOf(ontology, field.Name, w.Key), w.Value))], null, null));
        return fields;
    }

    static string TitleOf(OntologyDocument ontology, string field, string word) =>
        word.Length == 0 ? "None"
        : field == "class" ? ontology.ClassNamed(word)?.Title ?? word
        : field.StartsWith(ExportFilter.Answer, StringComparison.Ordinal)
            ? ontology.Questions.FirstOrDefault(q => q.Name == field[ExportFilter.Answer.Length..])?.Options.FirstOrDefault(o => o.Name == word)?.Title ?? word
        : word;
}
