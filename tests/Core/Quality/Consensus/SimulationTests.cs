using Xunit.Abstractions;

namespace Groundwork.Core.Tests.Quality.Consensus;

/// <summary>
/// On 100 simulated crowds of each kind (<see cref="MarkedCrowd"/>), the consensus comes nearer to the truth than naive averaging and than whichever
/// single person is the best in hindsight.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    const int Seeds = 100;

    public static TheoryData<string> Kinds => [.. MarkedKinds.All.Select(k => k.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public void The_consensus_is_better_than_the_best_person_and_than_averaging(string name)
    {
        var kind = MarkedKinds.All.Single(k => k.Name == name);
        var crowds = Enumerable.Range(0, Seeds).Select(seed => new MarkedCrowd(kind, (ulong)seed)).ToList();
        var consensus = Score.Mean([.. crowds.Select(c => c.Consensus())]);
        var naive = Score.Mean([.. crowds.Select(c => c.Naive(kind))]);
        var people = crowds.ConvertAll(c => c.ByPerson());
        // The best in each figure of each crowd, chosen with the truth at hand: three people, if need be.
        var best = new Score(people.Average(p => p.Max(s => s.Found)), people.Average(p => p.Max(s => s.Right)), people.Average(p => p.Max(s => s.Similarity)));
        output.WriteLine($"{name}\n consensus {consensus}\n naive     {naive}\n best      {best}");
        foreach (var other in new[] { naive, best })
        {
            consensus.Found.ShouldBeGreaterThan(other.Found);
            consensus.Right.ShouldBeGreaterThan(other.Right);
            consensus.Similarity.ShouldBeGreaterThan(other.Similarity);
        }
    }
}
