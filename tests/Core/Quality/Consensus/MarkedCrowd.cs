using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Quality.Consensus;

/// <summary>A kind of thing that simulated people mark.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Truth">Draws a true one.</param>
/// <param name="Mark">How a hand of this jitter (in parts of the size) marks a true one.</param>
/// <param name="Mean">The plain mean of several, by which naive averaging merges.</param>
public sealed record MarkedKind(
    string Name, Func<SeededRandom, JsonElement> Truth, Func<JsonElement, double, SeededRandom, JsonElement> Mark, Func<List<JsonElement>, JsonElement> Mean)
{
    public override string ToString() => Name;
}

/// <summary>
/// Five tasks of six things each, marked by five people. Their jitter is 2, 3, 5, 8 and 11 % of a thing's size (one mark of thirty slips by four times
/// that), they miss 5, 10, 15, 20 and 30 % of the things, add .5, .5, 1, 1 and 2 things a task that aren't there, and give 5, 5, 10, 15 and 25 %
/// another class; who is good at one isn't at the other.
/// </summary>
public sealed class MarkedCrowd
{
    const int People = 5, TaskCount = 5, ThingCount = 6;

    static readonly double[] Jitter = [0.02, 0.03, 0.05, 0.08, 0.11];
    static readonly double[] Misses = [0.05, 0.1, 0.15, 0.2, 0.3];
    static readonly double[] Extras = [0.5, 0.5, 1, 1, 2];
    static readonly double[] Confused = [0.05, 0.05, 0.1, 0.15, 0.25];
    static readonly string[] Classes = ["car", "bus", "tram"];

    public static OntologyDocument Ontology { get; } = new() { Classes = [.. Classes.Select(c => new LabelClass(c, c) { Geometry = ["box", "ellipse", "polygon", "polyline", "points", "span"] })] };

    public MarkedCrowd(MarkedKind kind, ulong seed)
    {
        var random = new SeededRandom(seed);
        var (jitter, misses, extras, confused) = (Dealt(Jitter), Dealt(Misses), Dealt(Extras), Dealt(Confused));
        JitterOf = jitter;
        for (var task = 0; task < TaskCount; task++)
        {
            var truth = Enumerable.Range(0, ThingCount).Select(i => new LabelledObject($"t{i}", Classes[random.NextInt(3)], kind.Truth(random))).ToList();
            Truths.Add(new AnswerDocument { Objects = truth });
            var answers = new List<AuthoredAnswer>();
            for (var person = 0; person < People; person++)
            {
                var objects = new List<LabelledObject>();
                foreach (var thing in truth)
                    if (random.NextDouble() >= misses[person])
                        objects.Add(new($"o{objects.Count}", random.NextDouble() < confused[person] ? Classes[random.NextInt(3)] : thing.Class,
                            kind.Mark(thing.Geometry, jitter[person] * (random.NextDouble() < 1.0 / 30 ? 4 : 1), random)));
                for (var i = 0; i < 4; i++)
                    if (random.NextDouble() < extras[person] / 4)
                        objects.Add(new($"o{objects.Count}", Classes[random.NextInt(3)], kind.Truth(random)));
                answers.Add(new($"p{person}", new AnswerDocument { Objects = objects }));
            }
            Tasks.Add(new TaskAnswers(answers, new ItemExtent(1000, 1000)));
        }

        double[] Dealt(double[] values)
        {
            double[] dealt = [.. values];
            random.Shuffle<double>(dealt);
            return dealt;
        }
    }

    /// <summary>Each person's jitter.</summary>
    public IReadOnlyList<double> JitterOf { get; }

    /// <summary>What is really there, by task.</summary>
    public List<AnswerDocument> Truths { get; } = [];

    /// <summary>What people answered, by task.</summary>
    public List<TaskAnswers> Tasks { get; } = [];

    /// <summary>F1 of the places at a similarity of .5, F1 of places with their class, and the mean similarity of what was found at .5.</summary>
    public Score ScoreOf(Func<int, AnswerDocument> answer)
    {
        var score = ObjectScore.Of(Enumerable.Range(0, TaskCount).Select(task => (answer(task), Truths[task], Tasks[task].Extent)));
        return new(score.F1 ?? 0, score.ClassF1 ?? 0, score.Similarity ?? 0);
    }

    /// <summary>The consensus, with annotators as they were learned from these tasks, or all taken for average.</summary>
    public Score Consensus(bool fitted = true)
    {
        var model = fitted ? ConsensusFit.Of(Ontology, new DawidSkene(), Tasks) : ConsensusModel.Unfitted;
        return ScoreOf(task => ObjectConsensus.Resolve(Ontology, new DawidSkene(), Tasks[task], model).ToDocument());
    }

    /// <summary>Each person's own score.</summary>
    public Score[] ByPerson() => [.. Enumerable.Range(0, People).Select(p => ScoreOf(task => Tasks[task].Answers[p].Document))];

    /// <summary>Naive averaging, with the plain mean of this kind.</summary>
    public Score Naive(MarkedKind kind) => ScoreOf(task => PlainAverage.Of(Tasks[task], kind.Mean));
}

/// <summary>How near an answer comes to the truth.</summary>
public readonly record struct Score(double Found, double Right, double Similarity)
{
    public static Score Mean(IReadOnlyCollection<Score> scores) =>
        new(scores.Average(s => s.Found), scores.Average(s => s.Right), scores.Average(s => s.Similarity));

    public override string ToString() => FormattableString.Invariant($"found {Found:0.000} right {Right:0.000} similarity {Similarity:0.000}");
}
