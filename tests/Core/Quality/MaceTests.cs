using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

public sealed class MaceTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void More_starts_never_end_less_likely_and_find_ends_that_one_start_misses()
    {
        var better = 0;
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var table = VoteTable.Of(Crowds.Simulate(seed, 60, 12, 3, 3).Votes);
            var one = new Mace().Infer(table, new() { Restarts = 1 });
            var ten = new Mace().Infer(table, new() { Restarts = 10 });
            ten.LogLikelihood!.Value.ShouldBeGreaterThanOrEqualTo(one.LogLikelihood!.Value);
            ten.Iterations.ShouldBeGreaterThan(one.Iterations);
            if (ten.LogLikelihood > one.LogLikelihood + .01)
                better++;
        }
        output.WriteLine($"{better} of 12");
        better.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Somebody_who_clicks_the_same_label_always_is_found_out()
    {
        var votes = from t in Enumerable.Range(0, 60) from a in Enumerable.Range(0, 4) select new Vote(t, a, a == 3 ? 0 : t % 3);
        var result = new Mace().Infer(VoteTable.Of([.. votes]), new());
        result.Ability![3].ShouldBeLessThan(.6);
        result.Ability[0].ShouldBeGreaterThan(.9);
    }
}
