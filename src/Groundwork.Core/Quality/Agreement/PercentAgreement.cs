using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Agreement;

/// <summary>
/// The share of pairs of annotators who gave a task the same label, averaged over tasks. See
/// <c>docs/methods/percent-agreement.md</c>.
/// </summary>
public sealed class PercentAgreement : IAgreement<PercentAgreement.Settings>
{
    /// <summary>How the interval is computed.</summary>
    public sealed record Settings : AgreementSettings;

    /// <inheritdoc/>
    public string Name => "percent-agreement";

    /// <inheritdoc/>
    public string Title => "Percent agreement";

    /// <inheritdoc/>
    public string Description => "How often two annotators give the same label. Easy to explain; does not take chance into account.";

    /// <inheritdoc/>
    public int? PlaceInOverview => 2;

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) => [new Settings()];

    /// <summary>Mean over tasks with two or more votes of the share of agreeing pairs, 0 … 1.</summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default)
    {
        var units = new UnitSums(votes.PairableTaskCount, 2, UnitSums.UsualSeed);
        var counts = new int[votes.LabelCount];
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var labels = votes.LabelsOf(task);
            if (labels.Length < 2)
                continue;
            // The n-th vote for a label agrees with the n − 1 before it.
            var agreeing = 0L;
            foreach (var label in labels)
                agreeing += counts[label]++;
            foreach (var label in labels)
                counts[label] = 0;
            units.Add([agreeing / (labels.Length * (labels.Length - 1L) / 2.0), 1]);
        }
        return AgreementResult.FromUnits(
            Name, votes.PairableTaskCount, units, sums => sums[0] / sums[1], "No task has two votes yet.", settings.Confidence, cancel);
    }
}
