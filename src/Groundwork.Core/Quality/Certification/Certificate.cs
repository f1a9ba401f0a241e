using System.Globalization;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Certification;

/// <summary>What a review certifies of all items. See <c>docs/methods/certificate.md</c>.</summary>
/// <param name="Items">All items.</param>
/// <param name="Reviewed">How many were reviewed.</param>
/// <param name="Wrong">How many of those were wrong.</param>
/// <param name="Share">The share of wrong items, each kind by its size; null while a kind has no review.</param>
/// <param name="Low">Lower end of the exact two-sided interval of that share.</param>
/// <param name="High">Upper end of the exact two-sided interval of that share.</param>
/// <param name="AtMost">The share that is certified not to be passed: the one-sided bound, of a review whose size was fixed beforehand.</param>
/// <param name="AtMostAnytime">The same for a review that was looked at as it went on; null with several kinds.</param>
/// <param name="Process">The exact interval for items without end made in the same way (Clopper–Pearson); null with several kinds or without a review.</param>
/// <param name="Confidence">How often each of them holds at least.</param>
public sealed record Certificate(
    long Items, long Reviewed, long Wrong, double? Share, double Low, double High, double AtMost, double? AtMostAnytime, Interval? Process, double Confidence)
{
    /// <summary>Certifies a review.</summary>
    /// <param name="strata">The kinds of items, for instance by confidence, each drawn from by itself; at least one item in all.</param>
    /// <param name="confidence">How often each figure holds at least, in (0, 1).</param>
    /// <exception cref="ArgumentException">There are no items, or the numbers of a kind contradict each other.</exception>
    public static Certificate Of(IReadOnlyList<Stratum> strata, double confidence = 0.95)
    {
        var kinds = strata.Where(s => s.Items > 0).ToList();
        if (kinds.Count == 0)
            throw new ArgumentException("There are no items to certify.", nameof(strata));
        var items = kinds.Sum(s => s.Items);
        double Part(long wrong) => wrong / (double)items;
        var most = Part(Acceptance.MostWrong(kinds, confidence));
        var (low, high) = (Part(Acceptance.LeastWrong(kinds, (1 + confidence) / 2)), Part(Acceptance.MostWrong(kinds, (1 + confidence) / 2)));
        var alone = kinds.Count == 1 ? kinds[0] : null;
        return new Certificate(items, kinds.Sum(s => s.Reviewed), kinds.Sum(s => s.Wrong),
            kinds.TrueForAll(s => s.Reviewed > 0) ? kinds.Sum(s => s.Items / (double)items * s.Wrong / s.Reviewed) : null,
            low, high, most, alone is null ? null : Part(AnytimeBound.MostWrong(alone, confidence)),
            alone is { Reviewed: > 0 } ? ClopperPearson.Of(alone.Wrong, alone.Reviewed, confidence) : null, confidence);
    }

    /// <summary>The certificate in a sentence; its bound is rounded up, so that the sentence is never more than what is certified.</summary>
    public string Sentence => string.Create(CultureInfo.InvariantCulture,
        $"label error ≤ {Math.Ceiling((AtMost * 1000) - 1e-9) / 10:0.0} % with {Confidence * 100:0.#} % confidence from {Reviewed} reviewed, {Wrong} wrong, of {Items}");
}
