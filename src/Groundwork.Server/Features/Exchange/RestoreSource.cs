using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Server.Features.Projects;

namespace Groundwork.Server.Features.Exchange;

/// <summary>What the first line of a native export says of its snapshot.</summary>
sealed record RestoreSource(string Hash, OntologyDocument Ontology, string Instructions, string Method, long Redundancy)
{
    /// <summary>Reads it; null, with faults, if it isn't all there.</summary>
    internal static RestoreSource? Of(JsonElement? snapshot, List<string> faults)
    {
        if (snapshot is not { ValueKind: JsonValueKind.Object } found || !found.TryGetProperty("manifest", out var manifest) || manifest.ValueKind != JsonValueKind.Object)
        {
            faults.Add("Line 1 has no manifest. Only the native export of a whole snapshot has one, in its first line.");
            return null;
        }
        var wrong = new List<Fault>();
        var ontology = manifest.TryGetProperty("ontology", out var questions) ? ProjectCalls.ReadOntology(questions, wrong) : null;
        faults.AddRange(wrong.Select(f => $"Line 1, questions {f.Path}: {f.Message}"));
        var method = Text(manifest, "method");
        if (Catalog.Named<ITruthMethod>(method) is null)
            faults.Add($"Line 1: this version of the program has no truth method \"{method}\".");
        return ontology is null || faults.Count > 0 ? null : new(Text(found, "hash"), ontology, Text(manifest, "instructions"), method,
            found.TryGetProperty("redundancy", out var wants) && wants.ValueKind == JsonValueKind.Number && wants.TryGetInt64(out var n) ? Math.Clamp(n, 1, 100) : 1);
    }

    static string Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>How far a restore is.</summary>
/// <param name="Dataset">The dataset that it fills.</param>
/// <param name="Project">The project that it fills.</param>
/// <param name="Imports">The imports that its items came in by there, each with the one that stands for it here.</param>
/// <param name="Rows">How many rows are in.</param>
/// <param name="Answers">How many answers are in.</param>
sealed record RestorePlace(string Dataset, string Project, Dictionary<string, string> Imports, long Rows, long Answers);
