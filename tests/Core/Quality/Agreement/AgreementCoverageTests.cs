using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;
using Groundwork.Core.Statistics;
using Xunit.Abstractions;

namespace Groundwork.Core.Tests.Quality.Agreement;

/// <summary>Of many simulated crowds, 95 % intervals hold the coefficient of the crowd without end in 93 to 97 %.</summary>
public sealed class AgreementCoverageTests(ITestOutputHelper output)
{
    const int Runs = 3000;

    public static TheoryData<string, int, int, int, double, double> Crowd => new()
    {
        { "krippendorff-alpha", 50, 3, 3, .7, .33 },
        { "krippendorff-alpha", 50, 3, 5, .5, .2 },
        { "krippendorff-alpha", 50, 2, 2, .8, .8 },
        { "krippendorff-alpha", 30, 4, 3, .6, .33 },
        { "krippendorff-alpha", 200, 3, 4, .8, .25 },
        { "krippendorff-alpha", 200, 2, 2, .9, .85 },
        { "krippendorff-alpha", 1000, 5, 3, .6, .5 },
        { "krippendorff-alpha-ordinal", 100, 3, 5, .6, .2 },
        { "krippendorff-alpha-interval", 100, 3, 5, .6, .2 },
        { "fleiss-kappa", 100, 3, 3, .7, .4 },
        { "cohen-kappa", 100, 2, 3, .7, .4 },
        { "gwet-ac1", 100, 3, 3, .7, .6 },
    };

    [Theory, MemberData(nameof(Crowd))]
    public void It_holds_what_it_says(string name, int tasks, int annotators, int labels, double skill, double common)
    {
        var measure = Measure(name);
        // The same crowd with very many tasks stands for the crowd without end.
        var truth = measure(Simulate(1, 400_000, annotators, labels, skill, common)).Value!.Value;
        var (held, missing) = (0, 0);
        for (var run = 0; run < Runs; run++)
        {
            var result = measure(Simulate(100 + (ulong)run, tasks, annotators, labels, skill, common));
            if (result.Low is null)
                missing++;
            else if (result.Low <= truth && truth <= result.High)
                held++;
        }
        var share = held / (double)(Runs - missing);
        output.WriteLine($"{name}, {tasks} tasks x {annotators}, {labels} labels: covers {share:P1} of {Runs} runs, {missing} without an interval; true value {truth:0.000}");
        missing.ShouldBeLessThan(Runs / 200);
        share.ShouldBeInRange(.93, .97);
    }

    static Func<VoteTable, AgreementResult> Measure(string name) => name switch
    {
        "krippendorff-alpha-ordinal" => votes => new KrippendorffAlpha().Measure(votes, new() { Level = MeasurementLevel.Ordinal }),
        "krippendorff-alpha-interval" => votes => new KrippendorffAlpha().Measure(votes, new() { Level = MeasurementLevel.Interval }),
        _ => votes => Catalog.Named<IAgreement>(name)!.Measure(votes),
    };

    /// <summary>The first label has the share <paramref name="common"/>; annotators know the answer or guess.</summary>
    static VoteTable Simulate(ulong seed, int tasks, int annotators, int labels, double skill, double common)
    {
        var random = new SeededRandom(seed);
        var votes = new Vote[tasks * annotators];
        for (var t = 0; t < tasks; t++)
        {
            var truth = random.NextDouble() < common ? 0 : 1 + random.NextInt(labels - 1);
            for (var a = 0; a < annotators; a++)
                votes[(t * annotators) + a] = new Vote(t, a, random.NextDouble() < skill ? truth : random.NextInt(labels));
        }
        return VoteTable.Build(votes, tasks, annotators, labels, out _);
    }
}
