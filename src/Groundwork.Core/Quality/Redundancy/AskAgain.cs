namespace Groundwork.Core.Quality.Redundancy;

/// <summary>
/// Where one more answer is worth most: the right answers that are expected to be gained per answer asked for. See
/// <c>docs/methods/ask-again.md</c>.
/// </summary>
/// <remarks>
/// Value of information, looking several answers ahead so that it isn't zero where one alone can't change anything (Frazier &amp; Powell
/// 2010, Decision Analysis 7:378–403); allocation of labels after Sheng, Provost &amp; Ipeirotis (2008), Get another label?, KDD.
/// </remarks>
public static class AskAgain
{
    /// <summary>
    /// The truth method whose posterior says how open a task is: its model of an answer is the one that <see cref="Gain"/> assumes. A mean of
    /// methods won't do, for it stays unsure of a divided task however many more answer, and would be asked for ever.
    /// </summary>
    public const string Method = "one-coin";

    /// <summary>How far to look and what an answer costs.</summary>
    public sealed record Settings
    {
        /// <summary>Answers that each task gets before anything is judged; at least 1.</summary>
        public int First { get; init; } = 3;

        /// <summary>The most answers to look ahead; at least 1.</summary>
        public int Ahead { get; init; } = 15;

        /// <summary>Right answers that one answer must be expected to bring to be asked for: the price of an answer over the worth of a right one. At least 0.</summary>
        public double Price { get; init; } = 0.000001;
    }

    /// <summary>What asking a task again is worth.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Answers">How many answers are worth most per answer.</param>
    /// <param name="Gain">Right answers expected to be gained by all of them.</param>
    public sealed record Ask(int Task, int Answers, double Gain)
    {
        /// <summary>Right answers per answer.</summary>
        public double Rate => Gain / Answers;
    }

    /// <summary>The gain of each number of further answers, judged between the two likeliest labels.</summary>
    /// <param name="posterior">The task's posterior; sums to 1.</param>
    /// <param name="accuracy">How often an annotator is right, above chance and below 1.</param>
    /// <param name="answers">How many further answers, at least 1.</param>
    public static double Gain(ReadOnlySpan<double> posterior, double accuracy, int answers)
    {
        var (first, second) = (0.0, 0.0);
        foreach (var p in posterior)
            if (p > first)
                (first, second) = (p, first);
            else if (p > second)
                second = p;
        if (second <= 0)
            return 0;
        // An answer that is one of the two is the right one with this chance; the others say nothing about which.
        var wrong = (1 - accuracy) / (posterior.Length - 1);
        var right = Math.Clamp(accuracy / (accuracy + wrong), 0.501, 0.999);
        var share = first / (first + second);
        // Σ over how many speak for the first: the probability that it is so and that whichever is then likelier is right.
        var (sum, odds) = (0.0, right / (1 - right));
        var under = share * Math.Pow(1 - right, answers);
        var other = (1 - share) * Math.Pow(right, answers);
        var ways = 1.0;
        for (var j = 0; j <= answers; j++)
        {
            sum += ways * Math.Max(under, other);
            under *= odds;
            other /= odds;
            ways *= (answers - j) / (j + 1.0);
        }
        return Math.Max(0, (first + second) * (sum - share));
    }

    /// <summary>The tasks that are worth asking again, the best first; what ties is in the order of tasks.</summary>
    /// <param name="votes">The votes so far.</param>
    /// <param name="result">What a truth method makes of them, <see cref="Method"/> if there is no reason for another.</param>
    /// <param name="settings">How far to look and what an answer costs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public static List<Ask> Rank(VoteTable votes, TruthResult result, Settings settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.First, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Ahead, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Price);
        var found = new List<Ask>();
        if (votes.LabelCount < 2)
            return found;
        var accuracy = Accuracy(votes, result);
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var posterior = result.PosteriorOf(task);
            var best = new Ask(task, 1, Gain(posterior, accuracy, 1));
            for (var answers = 2; answers <= settings.Ahead; answers++)
                if (Gain(posterior, accuracy, answers) is var gain && gain / answers > best.Rate * (1 + 1e-9))
                    best = new Ask(task, answers, gain);
            if (best.Rate > settings.Price)
                found.Add(best);
        }
        found.Sort((a, b) => a.Rate == b.Rate ? a.Task.CompareTo(b.Task) : b.Rate.CompareTo(a.Rate));
        return found;
    }

    /// <summary>What asking as <see cref="Rank"/> says is expected to take and to bring.</summary>
    /// <param name="Answers">Further answers.</param>
    /// <param name="Now">Expected share of right answers now.</param>
    /// <param name="Then">Expected share of right answers after them.</param>
    public sealed record Forecast(long Answers, double Now, double Then);

    /// <summary>Forecasts the answers still needed, and with them the cost.</summary>
    /// <inheritdoc cref="Rank"/>
    public static Forecast Ahead(VoteTable votes, TruthResult result, Settings settings)
    {
        var asks = Rank(votes, result, settings);
        if (votes.TaskCount == 0)
            return new Forecast(0, 0, 0);
        var now = 0.0;
        for (var task = 0; task < votes.TaskCount; task++)
        {
            var most = 0.0;
            foreach (var p in result.PosteriorOf(task))
                most = Math.Max(most, p);
            now += most;
        }
        return new Forecast(asks.Sum(a => (long)a.Answers), now / votes.TaskCount, (now + asks.Sum(a => a.Gain)) / votes.TaskCount);
    }

    // How often a vote is the likely answer, drawn a little towards three in four while there are few.
    static double Accuracy(VoteTable votes, TruthResult result)
    {
        var right = 7.5;
        for (var task = 0; task < votes.TaskCount; task++)
            foreach (var label in votes.LabelsOf(task))
                right += result.PosteriorOf(task)[label];
        return Math.Clamp(right / (votes.VoteCount + 10), (1.0 / votes.LabelCount) + 0.01, 0.999);
    }
}
