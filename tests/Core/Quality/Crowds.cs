using FsCheck;
using FsCheck.Fluent;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality;

/// <summary>Random crowds for property tests: small tables with gaps, empty ones among them.</summary>
static class Crowds
{
    /// <summary>Sizes and distinct votes, still in a list so that a test can permute them.</summary>
    public sealed record Crowd(int Tasks, int Annotators, int Labels, Vote[] Votes)
    {
        public VoteTable Table => VoteTable.Build(Votes, Tasks, Annotators, Labels, out _);

        public override string ToString() =>
            $"{Tasks}x{Annotators}x{Labels}: {string.Join(' ', Votes.Select(v => $"({v.Task},{v.Annotator},{v.Label})"))}";
    }

    public static Arbitrary<Crowd> Any { get; } = Arb.From(
        from tasks in Gen.Choose(1, 8)
        from annotators in Gen.Choose(1, 6)
        from labels in Gen.Choose(1, 5)
        from size in Gen.Choose(0, tasks * annotators)
        from votes in Gen.ArrayOf(AnyVote(tasks, annotators, labels), size)
        select new Crowd(tasks, annotators, labels, votes.DistinctBy(v => (v.Task, v.Annotator)).ToArray()));

    static Gen<Vote> AnyVote(int tasks, int annotators, int labels) =>
        from task in Gen.Choose(0, tasks - 1)
        from annotator in Gen.Choose(0, annotators - 1)
        from label in Gen.Choose(0, labels - 1)
        select new Vote(task, annotator, label);

    /// <summary>An order of 0 … count − 1 that belongs to a seed.</summary>
    public static int[] Permutation(int count, ulong seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new SeededRandom(seed).Shuffle<int>(order);
        return order;
    }

    /// <summary>A crowd whose annotators have accuracies of 0.4 … 0.9 and lean towards one wrong label.</summary>
    public static (Vote[] Votes, int[] Truth) Simulate(ulong seed, int tasks, int annotators, int labels, int votesPerTask)
    {
        var random = new SeededRandom(seed);
        var accuracy = Enumerable.Range(0, annotators).Select(_ => 0.4 + (0.5 * random.NextDouble())).ToArray();
        var truth = new int[tasks];
        var votes = new List<Vote>();
        for (var t = 0; t < tasks; t++)
        {
            truth[t] = random.NextInt(labels);
            foreach (var a in Permutation(annotators, random.NextBits()).Take(votesPerTask))
            {
                var wrong = random.NextDouble() < 0.5 ? (truth[t] + 1) % labels : random.NextInt(labels);
                votes.Add(new Vote(t, a, random.NextDouble() < accuracy[a] ? truth[t] : wrong));
            }
        }
        return ([.. votes], truth);
    }

    public static void ShouldBeNear(this ReadOnlySpan<double> actual, ReadOnlySpan<double> expected, double tolerance, string what = "")
    {
        actual.Length.ShouldBe(expected.Length, what);
        for (var i = 0; i < actual.Length; i++)
            actual[i].ShouldBe(expected[i], tolerance, $"{what} at {i}");
    }
}
