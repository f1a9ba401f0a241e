using Groundwork.Core.Statistics;

namespace Groundwork.Core.Quality.Agreement;

/// <summary>Which intraclass correlation, after Shrout and Fleiss.</summary>
public enum IntraclassForm
{
    /// <summary>ICC(1,1): each task has other annotators; one annotator's answer.</summary>
    OneWay,

    /// <summary>ICC(2,1): the same annotators, a sample of all; one annotator's answer, absolute agreement.</summary>
    TwoWayRandom,

    /// <summary>ICC(3,1): the same annotators, and only they; one annotator's answer, consistency.</summary>
    TwoWayMixed,

    /// <summary>ICC(1,k): as ICC(1,1), the mean of all answers.</summary>
    OneWayMean,

    /// <summary>ICC(2,k): as ICC(2,1), the mean of all answers.</summary>
    TwoWayRandomMean,

    /// <summary>ICC(3,k): as ICC(3,1), the mean of all answers.</summary>
    TwoWayMixedMean,
}

/// <summary>
/// Intraclass correlation: the share of the variance of numbers that is the tasks', in the six forms of Shrout and Fleiss.
/// See <c>docs/methods/icc.md</c>.
/// </summary>
/// <remarks>
/// Shrout &amp; Fleiss (1979), Psychological Bulletin 86:420–428; intervals also McGraw &amp; Wong (1996), Psychological Methods 1:30–46;
/// unequal numbers of answers: Donner (1986), International Statistical Review 54:67–82.
/// </remarks>
public sealed class IntraclassCorrelation : IAgreement<IntraclassCorrelation.Settings>
{
    /// <summary>Which form, which numbers, and the interval.</summary>
    public sealed record Settings : AgreementSettings
    {
        /// <summary>What varies, and whose reliability is meant.</summary>
        public IntraclassForm Form { get; init; }

        /// <summary>The number that each label stands for, length labels; null takes the label's index.</summary>
        public double[]? Values { get; init; }
    }

    /// <inheritdoc/>
    public string Name => "icc";

    /// <inheritdoc/>
    public string Title => "Intraclass correlation";

    /// <inheritdoc/>
    public string Description => "How much of the variance of numbers is the tasks' and not the annotators'. Six forms; for numbers only.";

    /// <inheritdoc/>
    public IReadOnlyList<object> SettingsFor(MeasurementLevel level, double[]? values = null) => level is MeasurementLevel.Interval or MeasurementLevel.Ratio
        ? [.. Enum.GetValues<IntraclassForm>().Select(form => new Settings { Form = form, Values = values })]
        : [];

    /// <summary>
    /// The correlation, at most 1. One-way forms take every task with two or more votes; two-way forms those that all annotators
    /// answered, who must be the same throughout.
    /// </summary>
    /// <inheritdoc cref="IAgreement.Measure"/>
    public AgreementResult Measure(VoteTable votes, Settings settings, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(settings.Confidence, 1);
        var values = Centred(votes, settings);
        var oneWay = settings.Form is IntraclassForm.OneWay or IntraclassForm.OneWayMean;
        var people = Enumerable.Range(0, votes.AnnotatorCount).Count(a => !votes.TasksOf(a).IsEmpty);
        var tasks = Enumerable.Range(0, votes.TaskCount).Where(t => votes.LabelsOf(t).Length >= 2 && (oneWay || votes.LabelsOf(t).Length == people)).ToList();
        var name = Name + settings.Form switch
        {
            IntraclassForm.OneWay => "-1-1",
            IntraclassForm.TwoWayRandom => "-2-1",
            IntraclassForm.TwoWayMixed => "-3-1",
            IntraclassForm.OneWayMean => "-1-k",
            IntraclassForm.TwoWayRandomMean => "-2-k",
            IntraclassForm.TwoWayMixedMean => "-3-k",
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Form, "Not a form of the intraclass correlation."),
        };
        if (votes.PairableTaskCount == 0)
            return None("No task has two votes yet.");
        if (tasks.Count < 2)
            return None(oneWay ? "It needs two tasks with two votes each." : $"It needs two tasks that all {people} annotators answered; the one-way forms don't.");
        var squares = Squares.Of(votes, tasks, values, oneWay);
        if (squares.Total <= 0)
            return None("All answers are the same number, so that there is no variance to share.");
        var value = squares.Value(settings.Form);
        if (!double.IsFinite(value))
            return None("The tasks don't differ at all, so that the correlation of means is undefined.");
        return squares.Interval(settings.Form, settings.Confidence) is { } interval
            ? new AgreementResult(name, value, interval.Low, interval.High, tasks.Count)
            : new AgreementResult(name, value, null, null, tasks.Count, "All annotators agree perfectly: too uniform for an interval.");

        AgreementResult None(string reason) => new(name, null, null, null, tasks.Count, reason);
    }

    // Moved to the middle, so that sums of squares of large numbers lose nothing to rounding.
    static double[] Centred(VoteTable votes, Settings settings)
    {
        var values = settings.Values ?? Array.ConvertAll(Enumerable.Range(0, votes.LabelCount).ToArray(), i => (double)i);
        if (values.Length != votes.LabelCount || !Array.TrueForAll(values, double.IsFinite))
            throw new ArgumentException($"Values must give a finite number for each of the {votes.LabelCount} labels.", nameof(settings));
        var middle = values.Average();
        return Array.ConvertAll(values, v => v - middle);
    }

    /// <summary>Mean squares between tasks, within tasks, between annotators and of the rest; <c>k</c> votes per task, <c>n</c> tasks.</summary>
    sealed record Squares(double Between, double Within, double Annotators, double Rest, double K, double N, double WithinFreedom)
    {
        internal double Total => Between + Within;

        internal static Squares Of(VoteTable votes, List<int> tasks, double[] values, bool oneWay)
        {
            var (count, sum, squares) = (0, 0.0, 0.0);
            foreach (var task in tasks)
                foreach (var label in votes.LabelsOf(task))
                    (count, sum, squares) = (count + 1, sum + values[label], squares + votes.LabelsOf(task).Length);
            var mean = sum / count;
            var (between, within) = (0.0, 0.0);
            var byAnnotator = new Dictionary<int, double>();
            foreach (var task in tasks)
            {
                var labels = votes.LabelsOf(task);
                var own = 0.0;
                foreach (var label in labels)
                    own += values[label];
                own /= labels.Length;
                between += labels.Length * (own - mean) * (own - mean);
                for (var i = 0; i < labels.Length; i++)
                {
                    within += (values[labels[i]] - own) * (values[labels[i]] - own);
                    if (!oneWay)
                        byAnnotator[votes.AnnotatorsOf(task)[i]] = byAnnotator.GetValueOrDefault(votes.AnnotatorsOf(task)[i]) + values[labels[i]];
                }
            }
            var n = tasks.Count;
            // Σ m² / N is what a task's number of votes is worth less than the mean where the numbers differ.
            var k = (count - (squares / count)) / (n - 1);
            if (oneWay)
                return new(between / (n - 1), within / (count - n), 0, 0, k, n, count - n);
            var annotators = byAnnotator.Values.Sum(total => n * ((total / n) - mean) * ((total / n) - mean));
            var rest = Math.Max(0, within - annotators);
            // What rounding leaves of nothing is nothing.
            if (rest < 1e-12 * (between + within))
                rest = 0;
            return new(between / (n - 1), within / (count - n), annotators / (k - 1), rest / ((n - 1) * (k - 1)), k, n, count - n);
        }

        internal double Value(IntraclassForm form) => form switch
        {
            IntraclassForm.OneWay => (Between - Within) / (Between + ((K - 1) * Within)),
            IntraclassForm.TwoWayRandom => (Between - Rest) / (Between + ((K - 1) * Rest) + (K * (Annotators - Rest) / N)),
            IntraclassForm.TwoWayMixed => (Between - Rest) / (Between + ((K - 1) * Rest)),
            IntraclassForm.OneWayMean => (Between - Within) / Between,
            IntraclassForm.TwoWayRandomMean => (Between - Rest) / (Between + ((Annotators - Rest) / N)),
            _ => (Between - Rest) / Between,
        };

        internal Interval? Interval(IntraclassForm form, double confidence)
        {
            var tail = (1 + confidence) / 2;
            switch (form)
            {
                case IntraclassForm.OneWay or IntraclassForm.OneWayMean:
                    return Within <= 0 ? null : ByRatio(Between / Within, WithinFreedom, form == IntraclassForm.OneWayMean);
                case IntraclassForm.TwoWayMixed or IntraclassForm.TwoWayMixedMean:
                    return Rest <= 0 ? null : ByRatio(Between / Rest, (N - 1) * (K - 1), form == IntraclassForm.TwoWayMixedMean);
                default:
                    return Rest <= 0 ? null : TwoWayRandom(form == IntraclassForm.TwoWayRandomMean);
            }

            Interval? ByRatio(double ratio, double freedom, bool mean)
            {
                var low = ratio / IncompleteBeta.FisherQuantile(tail, N - 1, freedom);
                var high = ratio * IncompleteBeta.FisherQuantile(tail, freedom, N - 1);
                return mean ? new(1 - (1 / low), 1 - (1 / high)) : new((low - 1) / (low + K - 1), (high - 1) / (high + K - 1));
            }

            // Shrout & Fleiss (1979), p. 424, after Satterthwaite.
            Interval? TwoWayRandom(bool mean)
            {
                var value = Value(IntraclassForm.TwoWayRandom);
                var share = K * value * (Annotators / Rest);
                var other = (N * (1 + ((K - 1) * value))) - (K * value);
                var freedom = (K - 1) * (N - 1) * (share + other) * (share + other) / (((N - 1) * share * share) + (other * other));
                var above = IncompleteBeta.FisherQuantile(tail, N - 1, freedom);
                var below = IncompleteBeta.FisherQuantile(tail, freedom, N - 1);
                var spread = (K * Annotators) + (((K * N) - K - N) * Rest);
                var low = N * (Between - (above * Rest)) / ((above * spread) + (N * Between));
                var high = N * ((below * Between) - Rest) / (spread + (N * below * Between));
                return mean ? new(K * low / (1 + (low * (K - 1))), K * high / (1 + (high * (K - 1)))) : new(low, high);
            }
        }
    }
}
