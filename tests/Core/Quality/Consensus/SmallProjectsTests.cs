using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;
using Xunit.Abstractions;

namespace Groundwork.Core.Tests.Quality.Consensus;

/// <summary>
/// What is learned of people in small projects does no harm: 17 tasks with one to five things each, marked by three of six people, of whom the worst misses 22 %.
/// What they mark beside that lies where each invents it, or where anybody may be misled.
/// </summary>
public sealed class SmallProjectsTests(ITestOutputHelper output)
{
    const int Seeds = 60, TaskCount = 17;

    static readonly double[] Jitter = [0.02, 0.03, 0.04, 0.05, 0.07, 0.10], Misses = [0.03, 0.07, 0.05, 0.12, 0.15, 0.22], Extras = [0.03, 0.05, 0.14, 0.08, 0.18, 0.30];

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void The_consensus_is_as_good_as_averaging_and_hardly_ever_worse(double misled)
    {
        var kind = MarkedKinds.All.Single(k => k.Name == "boxes");
        var (consensus, naive, worse) = (0.0, 0.0, 0);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var (truths, tasks) = Project(kind, misled, new SeededRandom((ulong)seed));
            double F1(Func<int, AnswerDocument> of) => ObjectScore.Of(Enumerable.Range(0, TaskCount).Select(t => (of(t), truths[t], tasks[t].Extent))).F1!.Value;
            var model = ConsensusFit.Of(MarkedCrowd.Ontology, new DawidSkene(), tasks);
            var fitted = F1(t => ObjectConsensus.Resolve(MarkedCrowd.Ontology, new DawidSkene(), tasks[t], model).ToDocument());
            var averaged = F1(t => PlainAverage.Of(tasks[t], kind.Mean));
            (consensus, naive, worse) = (consensus + fitted / Seeds, naive + averaged / Seeds, worse + (fitted < averaged - 0.01 ? 1 : 0));
        }
        output.WriteLine(FormattableString.Invariant($"misled {misled}: consensus {consensus:0.0000} averaging {naive:0.0000} worse {worse} of {Seeds}"));
        consensus.ShouldBeGreaterThan(naive - 0.001);
        worse.ShouldBeLessThanOrEqualTo(Seeds / 10);
    }

    static (List<AnswerDocument> Truths, List<TaskAnswers> Tasks) Project(MarkedKind kind, double misled, SeededRandom random)
    {
        var (truths, tasks) = (new List<AnswerDocument>(), new List<TaskAnswers>());
        for (var t = 0; t < TaskCount; t++)
        {
            var things = Enumerable.Range(0, 1 + random.NextInt(5)).Select(i => new LabelledObject($"t{i}", "car", kind.Truth(random))).ToList();
            var places = Enumerable.Range(0, 2).Select(_ => kind.Truth(random)).ToList();
            truths.Add(new AnswerDocument { Objects = things });
            int[] who = [.. Enumerable.Range(0, Jitter.Length)];
            random.Shuffle<int>(who);
            tasks.Add(new TaskAnswers([.. who.Take(3).Select(p => new AuthoredAnswer($"p{p}", Marked(kind, p, things, places, misled, random)))], new ItemExtent(1000, 1000)));
        }
        return (truths, tasks);
    }

    static AnswerDocument Marked(MarkedKind kind, int p, List<LabelledObject> things, List<System.Text.Json.JsonElement> places, double misled, SeededRandom random)
    {
        var objects = new List<LabelledObject>();
        foreach (var thing in things)
            if (random.NextDouble() >= Misses[p])
                objects.Add(new($"o{objects.Count}", "car", kind.Mark(thing.Geometry, Jitter[p], random)));
        foreach (var place in places)
        {
            if (random.NextDouble() < Extras[p] * misled)
                objects.Add(new($"o{objects.Count}", "car", kind.Mark(place, Jitter[p], random)));
            if (random.NextDouble() < Extras[p] * (1 - misled))
                objects.Add(new($"o{objects.Count}", "car", kind.Truth(random)));
        }
        return new AnswerDocument { Objects = objects };
    }
}
