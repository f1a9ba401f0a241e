using System.Text.Json;
using Groundwork.Core.Matching;

namespace Groundwork.Core.Quality;

/// <summary>All answers to one task.</summary>
/// <param name="Answers">One an author; their order doesn't matter.</param>
/// <param name="Extent">The item's size if it has one, which single points are measured against.</param>
public sealed record TaskAnswers(IReadOnlyList<AuthoredAnswer> Answers, ItemExtent? Extent = null);

/// <summary>What a fit knows about one annotator as one who marks objects.</summary>
/// <param name="Objects">Of objects.</param>
/// <param name="Relations">Of relations between objects that they marked.</param>
/// <param name="Spread">The variance of their places in parts of an average annotator's: 1 is average, below is more precise.</param>
/// <param name="Things">How many things of at least two annotators it rests on.</param>
/// <param name="Evidence">What the truth method kept of them, by question (<see cref="ObjectQuestions"/>).</param>
public sealed record ObjectSkill(
    PresenceRates Objects, PresenceRates Relations, double Spread, int Things, IReadOnlyDictionary<string, JsonElement> Evidence);

/// <summary>
/// Who overlooks, who sees things, who is precise, who confuses which classes: learned from all tasks of a project, without any known
/// answer. Plain numbers, made to be stored as JSON.
/// </summary>
/// <param name="Objects">What all annotators share about objects.</param>
/// <param name="Relations">What all annotators share about relations.</param>
/// <param name="Annotators">By author.</param>
/// <param name="Communities">What the truth method keeps for all annotators, by question.</param>
public sealed record ConsensusModel(
    Presence Objects, Presence Relations, IReadOnlyDictionary<string, ObjectSkill> Annotators, IReadOnlyDictionary<string, JsonElement> Communities)
{
    /// <summary>What is assumed before any fit: everybody is average.</summary>
    public static ConsensusModel Unfitted { get; } = new(Presence.Unfitted, Presence.Unfitted,
        new Dictionary<string, ObjectSkill>(StringComparer.Ordinal), new Dictionary<string, JsonElement>(StringComparer.Ordinal));

    /// <summary>How much an author's places count: 1 for an average one.</summary>
    internal double WeightOf(string author) => Annotators.TryGetValue(author, out var known) ? 1 / known.Spread : 1;

    internal PresenceRates ObjectRatesOf(string author) => Annotators.TryGetValue(author, out var known) ? known.Objects : Objects.Rates;

    internal PresenceRates RelationRatesOf(string author) => Annotators.TryGetValue(author, out var known) ? known.Relations : Relations.Rates;

    /// <summary>Belief in the labels of a question about an object.</summary>
    internal double[] BeliefIn(string question, ITruthMethod method, int labels, IEnumerable<(string Author, int Label)> votes) => method.PosteriorOf(
        Communities.TryGetValue(question, out var community) && community.ValueKind != JsonValueKind.Undefined ? community : null, labels,
        [.. votes.Select(v => new LiveVote(
            Annotators.TryGetValue(v.Author, out var known) && known.Evidence.TryGetValue(question, out var evidence) ? evidence : null, v.Label))]);
}
