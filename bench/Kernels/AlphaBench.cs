using System.Diagnostics;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;
using Groundwork.Core.Statistics;

namespace Groundwork.Bench.Kernels;

/// <summary>Processor time of Krippendorff's nominal alpha with its interval and standard error, of votes in a table, by the process's own clock.</summary>
public static class AlphaBench
{
    /// <summary>Measures a crowd of a million labels, or of as many as are given.</summary>
    public static int Run(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000;
        foreach (var (labels, each) in new[] { (5, 5), (50, 5), (5, 20) })
        {
            var random = new SeededRandom(1);
            var votes = new Vote[count / each * each];
            for (var i = 0; i < votes.Length; i += each)
            {
                var truth = random.NextInt(labels);
                for (var n = 0; n < each; n++)
                    votes[i + n] = new Vote(i / each, n, random.NextDouble() < 0.75 ? truth : random.NextInt(labels));
            }
            var built = Cost(() => VoteTable.Build(votes, count / each, each, labels, out _));
            var table = VoteTable.Build(votes, count / each, each, labels, out _);
            var alpha = new KrippendorffAlpha();
            var first = Cost(() => alpha.Measure(table, new()));
            var costs = Enumerable.Range(0, 5).Select(_ => Cost(() => alpha.Measure(table, new()))).Order().ToArray();
            Console.WriteLine($"{votes.Length} labels of {labels} kinds, {each} each: table {built:0.000} s, alpha first {first:0.000} s, then {costs[0]:0.000} to {costs[^1]:0.000} s, median {costs[2]:0.000} s");
        }
        return 0;
    }

    static double Cost(Action work)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        work();
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
    }
}
