using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;

namespace Groundwork.Server.Features.Projects;

/// <summary>What a project's settings may be.</summary>
static class ProjectRules
{
    internal const int MostRedundancy = 25;

    internal static void Name(string? name, List<Fault> faults)
    {
        if (name is not null && (name.Trim().Length is 0 or > 120 || name.Any(char.IsControl)))
            faults.Add(new("/name", "name", "Give the project a name of 1 to 120 characters."));
    }

    internal static void Instructions(string? text, List<Fault> faults)
    {
        if (text is { Length: > 200_000 } || text?.Contains('\0') == true)
            faults.Add(new("/instructions", "too_long", "Instructions have at most 200,000 characters and no NUL."));
    }

    internal static void Redundancy(long? redundancy, List<Fault> faults)
    {
        if (redundancy is < 1 or > MostRedundancy)
            faults.Add(new("/redundancy", "out_of_range", $"Ask between 1 and {MostRedundancy} people for each task."));
    }

    internal static void Method(string? method, List<Fault> faults)
    {
        if (method is not null && Catalog.Named<ITruthMethod>(method) is null)
            faults.Add(new("/method", "unknown_method", $"The method is one of {string.Join(", ", Catalog.Of<ITruthMethod>().Select(m => m.Name))}."));
    }

    /// <summary>Reads an ontology out of a request; its faults get paths in the request.</summary>
    internal static OntologyDocument? Ontology(JsonElement json, List<Fault> faults)
    {
        var found = new List<Fault>();
        var ontology = OntologyReader.Read(JsonSerializer.SerializeToUtf8Bytes(json), found);
        if (found.Count == 0 && ontology is { Questions.Count: 0, Classes.Count: 0 })
            found.Add(new("/questions", "missing", "Ask at least one question."));
        faults.AddRange(found.Select(f => f with { Path = "/ontology" + f.Path }));
        return ontology;
    }
}
