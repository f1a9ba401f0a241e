using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Numeric;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality.Numeric;

/// <summary>Random crowds that answer numbers: small tables with gaps and equal answers for property tests, and simulated ones.</summary>
static class NumberCrowds
{
    public readonly record struct Answer(int Task, int Annotator, double Value);

    /// <param name="Known">Known answers by task, null where there is none.</param>
    public sealed record Crowd(int Tasks, int Annotators, Answer[] Answers, double?[] Known)
    {
        public NumericVotes Votes
        {
            get
            {
                var numbers = Answers.Select(a => a.Value).Concat(Known.OfType<double>()).Append(0).Distinct().ToArray();
                var table = VoteTable.Build([.. Answers.Select(a => new Vote(a.Task, a.Annotator, Array.IndexOf(numbers, a.Value)))], Tasks, Annotators, numbers.Length, out _);
                return new NumericVotes(table.WithKnown([.. Known.Select(k => k is { } value ? Array.IndexOf(numbers, value) : Accuracy.Unknown)]), numbers);
            }
        }

        public double[] Of(int task) => [.. Answers.Where(a => a.Task == task).OrderBy(a => a.Annotator).Select(a => a.Value)];

        /// <summary>The same with every number changed.</summary>
        public Crowd With(Func<double, double> change) =>
            this with { Answers = [.. Answers.Select(a => a with { Value = change(a.Value) })], Known = [.. Known.Select(k => k is { } value ? change(value) : (double?)null)] };

        public override string ToString() =>
            $"{Tasks}x{Annotators}: {string.Join(' ', Answers.Select(a => $"({a.Task},{a.Annotator},{a.Value:R})"))} known {string.Join(' ', Known.Select(k => k is { } v ? $"{v:R}" : "-"))}";
    }

    /// <summary>No answer is known in two thirds of them.</summary>
    public static Arbitrary<Crowd> Any { get; } = Arb.From(
        from tasks in Gen.Choose(1, 8)
        from annotators in Gen.Choose(1, 6)
        from size in Gen.Choose(0, tasks * annotators)
        from answers in Gen.ArrayOf(AnyAnswer(tasks, annotators), size)
        from share in Gen.Choose(0, 2)
        from known in Gen.ArrayOf(share > 1 ? Gen.OneOf(Gen.Constant((double?)null), Value.Select(v => (double?)v)) : Gen.Constant((double?)null), tasks)
        select new Crowd(tasks, annotators, answers.DistinctBy(a => (a.Task, a.Annotator)).ToArray(), known));

    // Whole ones meet each other, others don't, and some are wild.
    static Gen<double> Value =>
        from kind in Gen.Choose(0, 9)
        from whole in Gen.Choose(-4, 4)
        from part in Gen.Choose(1, 999_999)
        select kind < 5 ? whole : kind < 9 ? whole + (part / 1e6) : whole * 1000.5;

    static Gen<Answer> AnyAnswer(int tasks, int annotators) =>
        from task in Gen.Choose(0, tasks - 1)
        from annotator in Gen.Choose(0, annotators - 1)
        from value in Value
        select new Answer(task, annotator, value);

    /// <summary>Truths of 0 … 100, and annotators whose biases, spreads and share of wild answers are as given.</summary>
    public static (Crowd Crowd, double?[] Truth) Simulate(ulong seed, int tasks, int annotators, int each, double bias, double least, double most, double wild)
    {
        var random = new SeededRandom(seed);
        double Normal() => NormalDistribution.Quantile(Math.Clamp(random.NextDouble(), 1e-12, 1 - 1e-12));
        var people = Enumerable.Range(0, annotators).Select(_ => (Bias: bias * Normal(), Spread: least + ((most - least) * random.NextDouble()))).ToArray();
        var truth = Enumerable.Range(0, tasks).Select(_ => 100 * random.NextDouble()).ToArray();
        var answers = new List<Answer>();
        for (var t = 0; t < tasks; t++)
            foreach (var a in Crowds.Permutation(annotators, random.NextBits()).Take(each))
                answers.Add(new(t, a, random.NextDouble() < wild ? 100 * random.NextDouble() : truth[t] + people[a].Bias + (people[a].Spread * Normal())));
        return (new Crowd(tasks, annotators, [.. answers], new double?[tasks]), [.. truth.Select(v => (double?)v)]);
    }
}
