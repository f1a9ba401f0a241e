using System.Text.Json;

namespace Groundwork.Core.Quality;

/// <summary>
/// The method of whoever chooses none: the mean of what four methods believe, which know more and more about an annotator: nothing
/// (<see cref="Majority"/>), how often they agree (<see cref="WeightedMajority"/>), how often they are right (<see cref="OneCoin"/>), what they
/// confuse (<see cref="DawidSkene"/>). Weighted majority counts twice.
/// See <c>docs/methods/committee.md</c>.
/// </summary>
/// <remarks>A mean of models instead of a choice: Hoeting, Madigan, Raftery &amp; Volinsky (1999), Statistical Science 14(4):382–417; the weights are ours.</remarks>
public sealed class Committee : ITruthMethod<Committee.Settings>
{
    /// <summary>There is nothing to set: that is the point.</summary>
    public sealed record Settings;

    static readonly ITruthMethod[] Members = [new DawidSkene(), new OneCoin(), new WeightedMajority(), new Majority()];

    // What hardly learns anything outweighs what learns most, so that noise alone seldom overrules the votes.
    static readonly double[] Seats = [1, 1, 2, 1];
    const double AllSeats = 5;

    /// <inheritdoc/>
    public string Name => "committee";

    /// <inheritdoc/>
    public string Title => "Committee (default)";

    /// <inheritdoc/>
    public string Description => "The mean of Dawid–Skene, one coin, weighted majority and majority. Choose it unless you know that another one fits: it is seldom far from the best.";

    /// <summary>The mean of the members' posteriors; abilities and prevalence are those of Dawid–Skene.</summary>
    /// <inheritdoc cref="ITruthMethod.Infer"/>
    public TruthResult Infer(VoteTable votes, Settings settings, CancellationToken cancel = default) => Mean(Members.Select(m => m.Infer(votes, null, cancel)), votes.LabelCount);

    /// <inheritdoc/>
    TruthFit ITruthMethod.Fit(VoteTable votes, CancellationToken cancel)
    {
        var (communities, annotators) = (new List<JsonElement?>(), new List<IReadOnlyList<JsonElement>>());
        var result = Mean(Members.Select(member =>
        {
            var fit = member.Fit(votes, cancel);
            communities.Add(fit.Community);
            annotators.Add(fit.Annotators);
            return fit.Result;
        }), votes.LabelCount);
        return new TruthFit(result, JsonSerializer.SerializeToElement(communities),
            [.. Enumerable.Range(0, votes.AnnotatorCount).Select(a => JsonSerializer.SerializeToElement(annotators.Select(member => member.Count > 0 ? member[a] : (JsonElement?)null)))]);
    }

    /// <inheritdoc/>
    ILiveFit ITruthMethod.Live(JsonElement? community, int labelCount)
    {
        var known = community?.Deserialize<JsonElement?[]>();
        return new LiveFit([.. Members.Select((m, i) => m.Live(known?[i], labelCount))]);
    }

    // One after the other, so that no more than one member's posterior is held beside the sum.
    static TruthResult Mean(IEnumerable<TruthResult> members, int labels)
    {
        var (sum, ability, prior, iterations, converged, at) = (Array.Empty<double>(), (double[]?)null, (double[]?)null, 0, true, 0);
        foreach (var member in members)
        {
            var posterior = member.Posterior;
            var seats = Seats[at];
            if (at++ == 0)
                (sum, ability, prior) = (new double[posterior.Length], member.Ability, member.ClassPrior);
            for (var i = 0; i < sum.Length; i++)
                sum[i] += seats * posterior[i];
            (iterations, converged) = (iterations + member.Iterations, converged && member.Converged);
        }
        foreach (ref var p in sum.AsSpan())
            p /= AllSeats;
        return new TruthResult(labels, sum) { Ability = ability, ClassPrior = prior, Iterations = iterations, Converged = converged };
    }

    sealed class LiveFit(ILiveFit[] members) : ILiveFit
    {
        public object? Annotator(JsonElement kept) => members.Select((m, i) => kept[i].ValueKind == JsonValueKind.Null ? null : m.Annotator(kept[i])).ToArray();

        public double[] PosteriorOf(IReadOnlyList<(object? Annotator, int Label)> votes)
        {
            var row = Array.Empty<double>();
            for (var i = 0; i < members.Length; i++)
            {
                var own = members[i].PosteriorOf([.. votes.Select(v => (((object?[]?)v.Annotator)?[i], v.Label))]);
                if (i == 0)
                    row = new double[own.Length];
                for (var k = 0; k < row.Length; k++)
                    row[k] += Seats[i] * own[k];
            }
            foreach (ref var p in row.AsSpan())
                p /= AllSeats;
            return row;
        }
    }
}
