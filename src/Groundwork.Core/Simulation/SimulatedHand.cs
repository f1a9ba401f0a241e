using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Simulation;

/// <summary>Answers as a <see cref="SimulatedPerson"/> would: the same seed gives the same answers everywhere.</summary>
/// <param name="ontology">What is asked.</param>
/// <param name="mistaken">By class, those that it may be mistaken for.</param>
/// <param name="random">Where all chance comes from.</param>
public sealed class SimulatedHand(OntologyDocument ontology, IReadOnlyDictionary<string, string[]> mistaken, SeededRandom random)
{
    const double OtherView = 0.45, Found = 0.5;

    /// <summary>What this person says of an item.</summary>
    public AnswerDocument Answer(SimulatedPerson person, SimulatedItem item)
    {
        var place = new SimulatedMark(random, item.Size, item.Text);
        var objects = new List<LabelledObject>();
        var marked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (thing, chance) in item.Truth.Objects.Select(o => (o, item.Hidden.Contains(o.Id) ? Found : 1 - person.Misses)).Concat(item.Tempting.Select(o => (o, person.Tempted))))
        {
            if (random.NextDouble() >= chance)
                continue;
            var id = FormattableString.Invariant($"o{objects.Count + 1}");
            marked[thing.Id] = id;
            objects.Add(Mark(person, thing, id, place));
        }
        return new AnswerDocument
        {
            Objects = objects,
            Relations = [.. item.Truth.Relations.Where(r => marked.ContainsKey(r.From) && marked.ContainsKey(r.To))
                .Select(r => r with { From = marked[r.From], To = marked[r.To] })
                .Where(r => Fits(r, objects) && random.NextDouble() >= person.Unrelated)],
            Answers = Questions(person, ontology.Questions, item.Truth.Answers, item.Doubtful),
        };
    }

    LabelledObject Mark(SimulatedPerson person, LabelledObject thing, string id, SimulatedMark place)
    {
        var name = mistaken.TryGetValue(thing.Class, out var others) && random.NextDouble() < person.Confuses ? others[random.NextInt(others.Length)] : thing.Class;
        return new LabelledObject(id, name, place.Of(thing.Geometry, person.Jitter))
        {
            Attributes = Questions(person, ontology.ClassNamed(name)?.Attributes ?? [], thing.Attributes, None),
        };
    }

    // A relation that a mistaken class rules out can't be drawn.
    bool Fits(Relation relation, List<LabelledObject> objects)
    {
        var type = ontology.RelationNamed(relation.Type);
        return type is not null && Allows(type.From, relation.From) && Allows(type.To, relation.To);

        bool Allows(IReadOnlyList<string> classes, string id) => classes.Count == 0 || classes.Contains(objects.Single(o => o.Id == id).Class, StringComparer.Ordinal);
    }

    static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    SortedDictionary<string, JsonElement> Questions(
        SimulatedPerson person, IReadOnlyList<Question> questions, IReadOnlyDictionary<string, JsonElement> truth, IReadOnlyDictionary<string, string> doubtful)
    {
        var answers = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var question in questions.Where(q => q.Options.Count > 0 && q.When?.Holds(answers) != false))
        {
            // Who took one thing for another is asked what has no true answer.
            var right = truth.TryGetValue(question.Name, out var value) ? value.GetString() : question.Options[^1].Name;
            if (doubtful.TryGetValue(question.Name, out var other) && random.NextDouble() < OtherView)
                right = other;
            var wrong = question.Options.Where(o => o.Name != right).ToList();
            answers[question.Name] = JsonSerializer.SerializeToElement(random.NextDouble() < person.Right ? right : wrong[random.NextInt(wrong.Count)].Name);
        }
        return answers;
    }
}
