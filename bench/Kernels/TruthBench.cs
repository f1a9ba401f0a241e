using BenchmarkDotNet.Attributes;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;
using Groundwork.Core.Statistics;

namespace Groundwork.Bench.Kernels;

/// <summary>Truth inference and agreement on a simulated crowd of the size in the project's own bars.</summary>
[MemoryDiagnoser]
public class TruthBench
{
    VoteTable votes = null!;

    [Params(100_000)]
    public int Votes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        const int annotators = 1000, labels = 5, each = 5;
        var random = new SeededRandom(1);
        var all = new List<Vote>(Votes);
        for (var task = 0; task < Votes / each; task++)
        {
            var truth = random.NextInt(labels);
            var first = random.NextInt(annotators);
            for (var n = 0; n < each; n++)
                all.Add(new Vote(task, (first + n * 7) % annotators, random.NextDouble() < 0.75 ? truth : random.NextInt(labels)));
        }
        votes = VoteTable.Build([.. all], Votes / each, annotators, labels, out _);
    }

    [Benchmark]
    public TruthResult DawidSkene() => ((ITruthMethod)new DawidSkene()).Infer(votes);

    [Benchmark(Baseline = true)]
    public TruthResult Majority() => ((ITruthMethod)new Majority()).Infer(votes);

    [Benchmark]
    public AgreementResult KrippendorffAlpha() => ((IAgreement)new KrippendorffAlpha()).Measure(votes);
}
