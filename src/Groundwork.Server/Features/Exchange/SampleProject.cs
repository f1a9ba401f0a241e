using System.Text.Json;
using Groundwork.Core.Ontology;
using Groundwork.Core.Simulation;
using Groundwork.Server.Features.Data;

namespace Groundwork.Server.Features.Exchange;

/// <summary>A sample project before it is in a workspace: real items, what is true of them, and who is simulated to have labelled them.</summary>
/// <param name="Name">The project's name, and its dataset's.</param>
/// <param name="Ontology">What is asked.</param>
/// <param name="Instructions">What annotators read.</param>
/// <param name="Items">In the order of their tasks.</param>
/// <param name="Seed">Where all chance of its annotators comes from.</param>
sealed record SampleProject(string Name, OntologyDocument Ontology, string Instructions, IReadOnlyList<SampleItem> Items, ulong Seed)
{
    internal const long Redundancy = 3;

    /// <summary>By class, those that people take for each other.</summary>
    internal IReadOnlyDictionary<string, string[]> Mistaken { get; init; } = new Dictionary<string, string[]>();

    /// <summary>How hard its questions are: the part of their usual errors that people make in them.</summary>
    internal double Difficulty { get; init; } = 1;

    internal IEnumerable<SimulatedPerson> People => Sample.People.Select(p => p with { Right = 1 - ((1 - p.Right) * Difficulty) });

    /// <summary>The question whose true answer is known for some tasks, and for how many.</summary>
    internal (string Question, int Tasks) Known { get; init; }

    /// <summary>What a model said of every item before anybody looked; null if there was none.</summary>
    internal SimulatedPerson? Model { get; init; }

    internal IReadOnlyList<SampleSkip> Skips { get; init; } = [];

    internal IReadOnlyList<SampleQuestion> Questions { get; init; } = [];

    /// <summary>Which share of the finished tasks a reviewer looks at.</summary>
    internal double Reviewed { get; init; }

    /// <summary>Tasks that belong together, by how their items' ids begin.</summary>
    internal (string Name, string Items)? Batch { get; init; }
}

/// <summary>One item of it.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="From">Where it comes from; items of one origin are one import.</param>
/// <param name="Simulated">What is true of it.</param>
/// <param name="Answers">How many people have answered.</param>
sealed record SampleItem(string Id, Provenance From, SimulatedItem Simulated, int Answers)
{
    internal bool IsPicture => Simulated.Text is null;

    /// <summary>Its bytes, as a file would bring them.</summary>
    internal byte[] Content => Simulated.Text is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : Sample.File("photos/" + Id);
}

/// <summary>Somebody gave a task back.</summary>
sealed record SampleSkip(string Item, string Reason, string Comment);

/// <summary>Somebody who answered a task asked something, and perhaps it was settled.</summary>
sealed record SampleQuestion(string Item, string Text, string? Reply = null, double? X = null, double? Y = null);

/// <summary>The people in it, and the files that it is made of.</summary>
static class Sample
{
    // Stated, so that what the product finds out about them can be checked.
    internal static readonly SimulatedPerson[] People =
    [
        new("Ada (simulated)", 0.96) { Jitter = 0.02, Misses = 0.03, Tempted = 0.03, Confuses = 0.02, Unrelated = 0.05 },
        new("Bao (simulated)", 0.93) { Jitter = 0.03, Misses = 0.07, Tempted = 0.05, Confuses = 0.03, Unrelated = 0.1 },
        new("Chiara (simulated)", 0.9) { Jitter = 0.04, Misses = 0.05, Tempted = 0.14, Confuses = 0.05, Unrelated = 0.12 },
        new("Dmitri (simulated)", 0.86) { Jitter = 0.05, Misses = 0.12, Tempted = 0.08, Confuses = 0.08, Unrelated = 0.2 },
        new("Esi (simulated)", 0.8) { Jitter = 0.05, Misses = 0.18, Tempted = 0.06, Confuses = 0.06, Unrelated = 0.25 },
        new("Finn (simulated)", 0.55) { Jitter = 0.1, Misses = 0.22, Tempted = 0.3, Confuses = 0.22, Unrelated = 0.4 },
        new("Gita (simulated)", 0.91) { Jitter = 0.03, Misses = 0.08, Tempted = 0.1, Confuses = 0.04, Unrelated = 0.1 },
        new("Hugo (simulated)", 0.74) { Jitter = 0.07, Misses = 0.15, Tempted = 0.18, Confuses = 0.12, Unrelated = 0.3 },
    ];

    /// <summary>A model that is sure of itself and often wrong.</summary>
    internal static readonly SimulatedPerson Model = new("spotter-0.3 (simulated model)", 0.7) { Jitter = 0.06, Misses = 0.25, Tempted = 0.35, Confuses = 0.15, Unrelated = 0.6 };

    /// <summary>Who judges what the others did: careful, but nobody is without fault.</summary>
    internal static readonly SimulatedPerson Reviewer = new("Rosa (simulated reviewer)", 0.99) { Jitter = 0.01, Misses = 0.01, Unrelated = 0.02 };

    internal static readonly Provenance Written = new("Written for Groundwork", "CC0-1.0");

    /// <summary>A file of the sample, as it lies in the program.</summary>
    internal static byte[] File(string name)
    {
        using var stream = typeof(Sample).Assembly.GetManifestResourceStream("sample/" + name) ?? throw new InvalidOperationException($"The sample has no file {name}.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    internal static IEnumerable<T> Lines<T>(string name) => System.Text.Encoding.UTF8.GetString(File(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web)!);

    internal static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);
}
