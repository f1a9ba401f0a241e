using System.Globalization;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Bench.Kernels;

/// <summary>A simulated crowd whose annotators know three times out of four, and else give any label.</summary>
static class MadeCrowd
{
    /// <summary>The votes, task by task.</summary>
    internal static IEnumerable<Vote> Votes(int count, int annotators, int labels, int each) => WithTruth(count, annotators, labels, each).Select(v => v.Vote);

    /// <summary>Writes them as a file that <c>groundwork stats truth --votes</c> reads: "crowd FILE VOTES ANNOTATORS LABELS EACH".</summary>
    internal static async Task<int> Write(string[] args)
    {
        var sizes = args[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        await using var file = File.CreateText(args[0]);
        await file.WriteLineAsync("worker,task,label,gold");
        foreach (var (vote, truth) in WithTruth(sizes[0], sizes[1], sizes[2], sizes[3]))
            await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"a{vote.Annotator},t{vote.Task},{vote.Label},{truth}"));
        return 0;
    }

    static IEnumerable<(Vote Vote, int Truth)> WithTruth(int count, int annotators, int labels, int each)
    {
        var random = new SeededRandom(1);
        for (var task = 0; task < count / each; task++)
        {
            var truth = random.NextInt(labels);
            var first = random.NextInt(annotators);
            for (var n = 0; n < each; n++)
                yield return (new Vote(task, (first + (n * 7)) % annotators, random.NextDouble() < 0.75 ? truth : random.NextInt(labels)), truth);
        }
    }
}
