using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Ontology;

namespace Groundwork.Core.Quality;

/// <summary>
/// Resolves what several people marked in one item to one proposal: which marks are one thing, whether it is there, where it lies, what it is.
/// See <c>docs/methods/object-consensus.md</c>.
/// </summary>
public static class ObjectConsensus
{
    // A yes or no always has a side with half of the belief or more; under two to one, nobody can stand behind either.
    const double Open = 1.0 / 3;

    /// <summary>Resolves the objects of a task.</summary>
    /// <param name="ontology">The task's ontology.</param>
    /// <param name="method">How votes on classes and attributes become beliefs; the one that the model was fitted with.</param>
    /// <param name="task">The answers; their order changes nothing.</param>
    /// <param name="model">What is known of the annotators; <see cref="ConsensusModel.Unfitted"/> before the first fit.</param>
    public static ObjectResolution Resolve(OntologyDocument ontology, ITruthMethod method, TaskAnswers task, ConsensusModel model)
    {
        var things = Things.Of(task);
        var all = things.Groups.Select(g => (Marks: g, Resolved: Resolve(ontology, method, things, g, model), Order: OrderOf(things, g))).ToList();
        var proposed = all.Where(t => t.Resolved.Existence > 0.5).OrderBy(t => t.Order).ThenBy(t => t.Resolved.Object.Id, StringComparer.Ordinal).ToList();
        var leftOut = all.Where(t => t.Resolved.Existence <= 0.5).Select(t => t.Resolved)
            .OrderByDescending(r => r.Existence).ThenBy(r => r.Object.Id, StringComparer.Ordinal).ToList();
        var relations = Relations(things, [.. proposed.Select(p => (p.Marks, p.Resolved.Object.Id))], model);
        var objects = proposed.ConvertAll(p => p.Resolved);
        var disputes = objects.Concat(leftOut).SelectMany(o => DisputesOf(ontology, o)).ToList();
        double[] beliefs = [.. objects.Select(o => o.Confidence), .. leftOut.Select(o => 1 - o.Existence)];
        return new ObjectResolution(beliefs.Length == 0 ? null : beliefs.Min(), disputes.Count > 0, objects,
            [.. relations.Where(r => r.Confidence > 0.5)], leftOut, [.. relations.Where(r => r.Confidence <= 0.5)], disputes);
    }

    static ResolvedObject Resolve(OntologyDocument ontology, ITruthMethod method, Things things, int[] group, ConsensusModel model)
    {
        var marks = group.Select(m => things.Marks[m]).ToList();
        var classes = ClassBelief(ontology, method, things, marks, model);
        var name = classes.Value?.GetString() ?? classes.Tied?[0] ?? marks[0].Object.Class;
        var weights = marks.ConvertAll(m => model.WeightOf(things.AuthorOf(m)));
        var (type, merged) = Merge(marks, weights, ontology.ClassNamed(name));
        var similar = marks.ConvertAll(m => m.Shape.Similarity(merged));
        var attributes = Attributes(ontology, method, things, [.. marks.Where(m => m.Object.Class == name)], model, name);
        var existence = Rounded(model.Objects.Of([.. things.Authors.Select((author, view) => (model.ObjectRatesOf(author), marks.Exists(m => m.View == view)))]));
        var values = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (attribute, resolved) in attributes)
            if (resolved.Value is { } value)
                values.Add(attribute, value);
        var geometry = marks.Count == 1 ? marks[0].Object.Geometry : merged.ToGeometry();
        var first = marks[0].Object;
        return new ResolvedObject(
            new LabelledObject(IdOf(things.AuthorOf(marks[0]), first.Id), name, geometry) { Target = first.Target, Frame = first.Frame, Attributes = values },
            existence, Rounded(existence * (classes.Confidence ?? 1)), marks.Count > 1 ? Rounded(similar.Average()) : null, marks.Count, things.Authors.Count,
            classes, attributes, [.. marks.Select((m, i) => new Contributor(things.AuthorOf(m), m.Object.Id, Rounded(similar[i])))]);
    }

    static QuestionResolution ClassBelief(OntologyDocument ontology, ITruthMethod method, Things things, List<ObjectMark> marks, ConsensusModel model)
    {
        var question = ObjectQuestions.ClassOf(ontology);
        var resolution = Resolution.Of(new OntologyDocument { Questions = [question] }, method.Name,
            [.. marks.Select(m => ObjectQuestions.ClassAnswer(things.AuthorOf(m), m.Object))],
            (_, votes) => model.BeliefIn(ObjectQuestions.Class, method, ontology.Classes.Count, votes));
        return resolution.Questions[ObjectQuestions.Class];
    }

    static IReadOnlyDictionary<string, QuestionResolution> Attributes(
        OntologyDocument ontology, ITruthMethod method, Things things, IReadOnlyList<ObjectMark> marks, ConsensusModel model, string name) =>
        ontology.ClassNamed(name) is not { Attributes: { Count: > 0 } questions } ? new Dictionary<string, QuestionResolution>(StringComparer.Ordinal)
        : Resolution.Of(new OntologyDocument { Questions = questions }, method.Name,
            [.. marks.Select(m => ObjectQuestions.AttributeAnswer(things.AuthorOf(m), m.Object))],
            (question, votes) => model.BeliefIn(ObjectQuestions.Attribute(name, question.Name), method, question.Asks.Labels(question).Count, votes)).Questions;

    // Of several kinds that drew one thing, the kind that weighs most is merged; a kind that the class can't have only if there is no other.
    static (string Type, Shape Shape) Merge(List<ObjectMark> marks, List<double> weights, LabelClass? definition)
    {
        var type = marks.Select((m, i) => (m.Object.GeometryType, Weight: weights[i])).GroupBy(t => t.GeometryType, StringComparer.Ordinal)
            .OrderByDescending(g => definition is null || definition.Geometry.Contains(g.Key, StringComparer.Ordinal))
            .ThenByDescending(g => Math.Round(g.Sum(t => t.Weight), 9)).ThenBy(g => g.Key, StringComparer.Ordinal).First().Key;
        return (type, Shapes.Merge(type, [.. marks.Select((m, i) => (Mark: m, Weight: weights[i])).Where(t => t.Mark.Object.GeometryType == type)
            .Select(t => new Mark(t.Mark.Shape, t.Weight))]));
    }

    static List<ResolvedRelation> Relations(Things things, List<(int[] Marks, string Id)> proposed, ConsensusModel model) =>
    [
        .. things.RelationsBetween([.. proposed.Select(p => p.Marks)])
            .Select(r => new ResolvedRelation(new(proposed[r.From].Id, proposed[r.To].Id, r.Type),
                Rounded(model.Relations.Of([.. r.Seen.Select(s => (model.RelationRatesOf(s.Author), s.Marked))])),
                r.Seen.Count(s => s.Marked), r.Seen.Count, [.. r.Seen.Where(s => s.Marked).Select(s => s.Author)]))
            .OrderBy(r => r.Relation.From, StringComparer.Ordinal).ThenBy(r => r.Relation.To, StringComparer.Ordinal).ThenBy(r => r.Relation.Type, StringComparer.Ordinal),
    ];

    static IEnumerable<ObjectDispute> DisputesOf(OntologyDocument ontology, ResolvedObject each)
    {
        var id = each.Object.Id;
        if (each.Existence is > Open and < 1 - Open)
            yield return new(id, "existence");
        if (each.Existence <= 0.5)
            yield break;
        if (Resolution.Disputes(each.Class))
            yield return new(id, "class");
        foreach (var attribute in ontology.ClassNamed(each.Object.Class)?.Attributes ?? [])
            if (attribute.Required && each.Attributes.TryGetValue(attribute.Name, out var resolved) && Resolution.Disputes(resolved))
                yield return new(id, "attribute", attribute.Name);
    }

    // Where in the drawing order its contributors have it, on average: later ones lie on top.
    static double OrderOf(Things things, int[] group) => Math.Round(group.Average(m => (things.Marks[m].Position + 0.5) / things.ObjectsOf(things.Marks[m].View)), 9);

    static string IdOf(string author, string id) => "c" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(author + "\0" + id)))[..16];

    static double Rounded(double belief) => Math.Round(belief, 6);
}
