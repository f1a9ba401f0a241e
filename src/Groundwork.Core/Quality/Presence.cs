namespace Groundwork.Core.Quality;

/// <summary>How often an annotator overlooks what is there, and how often they mark what isn't.</summary>
/// <param name="Miss">Share of real things that they don't mark, in (0, 1).</param>
/// <param name="Extra">Share of mistakable places that they mark all the same, in (0, 1).</param>
public readonly record struct PresenceRates(double Miss, double Extra);

/// <summary>
/// Whether what some marked and others didn't is really there: the part that all annotators share. See <c>docs/methods/object-consensus.md</c>.
/// </summary>
/// <param name="Real">Share of real things among these and the places that can be mistaken for one, marked or not.</param>
/// <param name="Rates">Of an annotator of whom nothing is known.</param>
public sealed record Presence(double Real, PresenceRates Rates)
{
    /// <summary>
    /// What is assumed before any fit: one mark alone stands, one of two is open, two of three stand.
    /// </summary>
    public static Presence Unfitted { get; } = new(5.0 / 16, new(0.12, 0.1));

    /// <summary>The probability that a thing is real.</summary>
    /// <param name="seen">Everybody who could have marked it, and whether they did; at least one did.</param>
    public double Of(IReadOnlyList<(PresenceRates Rates, bool Marked)> seen)
    {
        // No correction for what nobody marked: it is in the prior, which so is the same for however many people looked.
        var odds = Math.Log(Real / (1 - Real));
        foreach (var (rates, marked) in seen)
            odds += Math.Log(marked ? (1 - rates.Miss) / rates.Extra : rates.Miss / (1 - rates.Extra));
        return 1 / (1 + Math.Exp(-odds));
    }
}

/// <summary>Learns rates from who marked what, by expectation–maximisation with priors; order of arrival changes no bit.</summary>
sealed class PresenceFit
{
    // So many real things, or mistakable places, are what an annotator's own rate has to outweigh. With less, a project of twenty tasks learns chance.
    const double Strength = 30;
    const double SharedStrength = 60;
    const int Rounds = 60;

    readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    readonly Dictionary<string, (string Author, bool Marked)[]> patterns = new(StringComparer.Ordinal);

    /// <summary>Adds one thing.</summary>
    /// <param name="seen">Everybody who could have marked it, and whether they did.</param>
    internal void Add(IReadOnlyList<(string Author, bool Marked)> seen)
    {
        var sorted = seen.OrderBy(s => s.Author, StringComparer.Ordinal).ThenBy(s => s.Marked).ToArray();
        var key = string.Join('\0', sorted.Select(s => (s.Marked ? "+" : "-") + s.Author));
        patterns.TryAdd(key, sorted);
        counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    /// <summary>The shared part and everybody's rates.</summary>
    internal (Presence Shared, Dictionary<string, PresenceRates> Rates) Fit()
    {
        var shared = Presence.Unfitted;
        var all = patterns.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => (Seen: p.Value, Count: counts[p.Key])).ToList();
        var rates = new Dictionary<string, PresenceRates>(StringComparer.Ordinal);
        foreach (var (author, _) in all.SelectMany(p => p.Seen))
            rates[author] = shared.Rates;
        for (var round = 0; round < Rounds && all.Count > 0; round++)
            shared = Step(all, shared, rates);
        return (shared, rates);
    }

    static Presence Step(List<((string Author, bool Marked)[] Seen, long Count)> all, Presence shared, Dictionary<string, PresenceRates> rates)
    {
        var sums = rates.Keys.ToDictionary(a => a, _ => new double[4], StringComparer.Ordinal);
        var (real, unreal) = (0.0, 0.0);
        foreach (var (seen, count) in all)
        {
            var belief = shared.Of([.. seen.Select(s => (rates[s.Author], s.Marked))]);
            var (noneReal, noneUnreal) = (1.0, 1.0);
            foreach (var (author, _) in seen)
            {
                noneReal *= rates[author].Miss;
                noneUnreal *= 1 - rates[author].Extra;
            }
            // For each thing that somebody marked, so many more are expected that everybody passed over.
            var (things, places) = (count * belief / (1 - noneReal), count * (1 - belief) / (1 - noneUnreal));
            real += things;
            unreal += places;
            foreach (var (author, marked) in seen)
            {
                var sum = sums[author];
                sum[0] += marked ? count * belief : 0;
                sum[1] += things;
                sum[2] += marked ? count * (1 - belief) : 0;
                sum[3] += places;
            }
        }
        var prior = Presence.Unfitted;
        var (hit, thing, extra, place) = (0.0, 0.0, 0.0, 0.0);
        foreach (var (_, sum) in sums.OrderBy(s => s.Key, StringComparer.Ordinal))
            (hit, thing, extra, place) = (hit + sum[0], thing + sum[1], extra + sum[2], place + sum[3]);
        var common = new PresenceRates(
            Rate(thing - hit, thing, prior.Rates.Miss, SharedStrength), Rate(extra, place, prior.Rates.Extra, SharedStrength));
        foreach (var (author, sum) in sums)
            rates[author] = new(Rate(sum[1] - sum[0], sum[1], common.Miss, Strength), Rate(sum[2], sum[3], common.Extra, Strength));
        return new Presence(Rate(real, real + unreal, prior.Real, SharedStrength), common);
    }

    // Nobody is perfect, and nobody useless beyond doubt.
    static double Rate(double part, double whole, double prior, double strength) => Math.Clamp((part + (strength * prior)) / (whole + strength), 0.005, 0.95);
}
