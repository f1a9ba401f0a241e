using System.Text.Json;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality.Consensus;

public sealed class ConsensusFitTests
{
    static readonly MarkedKind Boxes = MarkedKinds.All[0];

    [Fact]
    public void It_learns_who_is_precise_and_who_overlooks()
    {
        var (precise, careful) = (0, 0);
        for (var seed = 0UL; seed < 20; seed++)
        {
            var crowd = new MarkedCrowd(Boxes, seed);
            var model = ConsensusFit.Of(MarkedCrowd.Ontology, new DawidSkene(), crowd.Tasks);
            var bySpread = model.Annotators.OrderBy(a => a.Value.Spread).Select(a => crowd.JitterOf[a.Key[1] - '0']).ToList();
            precise += bySpread[^1] >= 0.08 && bySpread[0] <= 0.03 ? 1 : 0;
            careful += model.Annotators.Values.All(a => a.Objects.Miss is > 0 and < 0.6) && model.Objects.Rates.Miss is > 0.08 and < 0.25 ? 1 : 0;
        }
        precise.ShouldBeGreaterThanOrEqualTo(18);
        careful.ShouldBeGreaterThanOrEqualTo(18);
    }

    [Fact]
    public void Rates_of_many_tasks_are_those_that_were_simulated()
    {
        // 3,000 things, a third of them mistaken; three people miss 5, 20 and 40 %, and take 10, 20 and 30 % of the mistakable for real.
        var (random, fit) = (new SeededRandom(12), new PresenceFit());
        double[] miss = [0.05, 0.2, 0.4, 0.1], extra = [0.1, 0.2, 0.3, 0.1];
        for (var thing = 0; thing < 3000; thing++)
        {
            var real = thing % 3 > 0;
            (string, bool)[] seen = [.. miss.Select((m, a) => ($"p{a}", random.NextDouble() < (real ? 1 - m : extra[a])))];
            if (seen.Any(s => s.Item2))
                fit.Add(seen);
        }
        var (_, rates) = fit.Fit();
        for (var a = 0; a < miss.Length; a++)
        {
            rates[$"p{a}"].Miss.ShouldBe(miss[a], 0.05);
            rates[$"p{a}"].Extra.ShouldBe(extra[a], 0.08);
        }
    }

    [Fact]
    public void Spreads_of_many_pairs_are_those_that_were_simulated()
    {
        var (random, fit) = (new SeededRandom(2), new SpreadFit());
        double[] sd = [0.02, 0.04, 0.04, 0.08];
        for (var thing = 0; thing < 4000; thing++)
        {
            // Four sides, so that unlikenesses vary little about their mean, as those of boxes do.
            var off = sd.Select(s => Enumerable.Range(0, 4).Select(_ => s * NormalDistribution.Quantile(Math.Max(random.NextDouble(), 1e-9))).ToArray()).ToArray();
            for (var a = 0; a < 4; a++)
                for (var b = a + 1; b < 4; b++)
                    fit.Add("area", $"p{a}", $"p{b}", 1 - Math.Min(1, off[a].Zip(off[b]).Sum(p => Math.Abs(p.First - p.Second))));
        }
        var spread = fit.Fit();
        (spread["p1"] / spread["p0"]).ShouldBe(4, 0.8);
        (spread["p3"] / spread["p1"]).ShouldBe(4, 0.8);
        (spread["p2"] / spread["p1"]).ShouldBe(1, 0.15);
    }

    [Fact]
    public void Nothing_is_known_of_nothing_and_a_model_survives_JSON()
    {
        var none = ConsensusFit.Of(MarkedCrowd.Ontology, new DawidSkene(), []);
        none.Objects.ShouldBe(Presence.Unfitted);
        none.Annotators.ShouldBeEmpty();
        var crowd = new MarkedCrowd(Boxes, 1);
        var model = ConsensusFit.Of(MarkedCrowd.Ontology, new DawidSkene(), crowd.Tasks);
        var read = JsonSerializer.Deserialize<ConsensusModel>(JsonSerializer.Serialize(model))!;
        JsonSerializer.Serialize(ObjectConsensus.Resolve(MarkedCrowd.Ontology, new DawidSkene(), crowd.Tasks[0], read))
            .ShouldBe(JsonSerializer.Serialize(ObjectConsensus.Resolve(MarkedCrowd.Ontology, new DawidSkene(), crowd.Tasks[0], model)));
    }

    [Fact]
    public void One_task_alone_can_be_fitted()
    {
        var crowd = new MarkedCrowd(Boxes, 2);
        var model = ConsensusFit.Of(MarkedCrowd.Ontology, new DawidSkene(), [crowd.Tasks[0]]);
        ObjectConsensus.Resolve(MarkedCrowd.Ontology, new DawidSkene(), crowd.Tasks[0], model).Objects.Count.ShouldBeInRange(4, 7);
    }
}
