using BenchmarkDotNet.Attributes;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;

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
        votes = VoteTable.Build([.. MadeCrowd.Votes(Votes, annotators, labels, each)], Votes / each, annotators, labels, out _);
    }

    [Benchmark]
    public TruthResult DawidSkene() => ((ITruthMethod)new DawidSkene()).Infer(votes);

    [Benchmark]
    public TruthResult WeightedMajority() => ((ITruthMethod)new WeightedMajority()).Infer(votes);

    [Benchmark]
    public TruthResult OneCoin() => ((ITruthMethod)new OneCoin()).Infer(votes);

    [Benchmark]
    public TruthResult ClassifierCombination() => ((ITruthMethod)new ClassifierCombination()).Infer(votes);

    [Benchmark]
    public TruthResult Glad() => ((ITruthMethod)new Glad()).Infer(votes);

    [Benchmark]
    public TruthResult Mace() => ((ITruthMethod)new Mace()).Infer(votes);

    [Benchmark]
    public TruthResult Committee() => ((ITruthMethod)new Committee()).Infer(votes);

    [Benchmark(Baseline = true)]
    public TruthResult Majority() => ((ITruthMethod)new Majority()).Infer(votes);

    [Benchmark]
    public AgreementResult KrippendorffAlpha() => ((IAgreement)new KrippendorffAlpha()).Measure(votes);
}
