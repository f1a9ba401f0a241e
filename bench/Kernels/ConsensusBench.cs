using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Ontology;
using Groundwork.Core.Quality;
using Groundwork.Core.Statistics;

namespace Groundwork.Bench.Kernels;

/// <summary>Consensus of boxes: a project of many small tasks, and one task with very many objects.</summary>
[MemoryDiagnoser]
public class ConsensusBench
{
    static readonly OntologyDocument Ontology = new() { Classes = [.. new[] { "car", "bus", "tram" }.Select(c => new LabelClass(c, c) { Geometry = ["box"] })] };
    static readonly ITruthMethod Method = new DawidSkene();

    List<TaskAnswers> project = null!;
    TaskAnswers crowded = null!;
    ConsensusModel model = null!;

    /// <summary>1,000 tasks × 5 annotators × 20 boxes, and a task of 3 annotators × 10,000.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new SeededRandom(1);
        project = [.. Enumerable.Range(0, 1000).Select(_ => Task(random, 5, 20, 2000))];
        crowded = Task(random, 3, 10_000, 20_000);
        model = ConsensusFit.Of(Ontology, Method, project);
    }

    static TaskAnswers Task(SeededRandom random, int annotators, int objects, int size)
    {
        var truth = Enumerable.Range(0, objects).Select(_ => (X: random.NextInt(size), Y: random.NextInt(size), W: 40 + random.NextInt(160), H: 40 + random.NextInt(160))).ToList();
        return new([.. Enumerable.Range(0, annotators).Select(a => new AuthoredAnswer($"p{a}", new AnswerDocument
        {
            Objects = [.. truth.Where(_ => random.NextDouble() > 0.1).Select((t, i) => new LabelledObject($"o{i}", random.NextDouble() < 0.9 ? "car" : "bus",
                JsonSerializer.SerializeToElement(new { type = "box", x = t.X + random.NextInt(9), y = t.Y + random.NextInt(9), width = t.W + random.NextInt(9), height = t.H + random.NextInt(9) })))],
        }))]);
    }

    /// <summary>Learns the annotators of the whole project.</summary>
    [Benchmark]
    public ConsensusModel Fit() => ConsensusFit.Of(Ontology, Method, project);

    /// <summary>Resolves each task of the project.</summary>
    [Benchmark]
    public int Resolve() => project.Sum(t => ObjectConsensus.Resolve(Ontology, Method, t, model).Objects.Count);

    /// <summary>Resolves the task with very many objects.</summary>
    [Benchmark]
    public int ResolveCrowded() => ObjectConsensus.Resolve(Ontology, Method, crowded, model).Objects.Count;

    /// <summary>How alike two of its answers are.</summary>
    [Benchmark]
    public double Similarity() => DocumentSimilarity.Of(crowded.Answers[0].Document, crowded.Answers[1].Document);
}
