using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology;

/// <summary>Checks an answer document against the ontology of its task and lists everything that is wrong.</summary>
public static class OntologyCheck
{
    /// <summary>
    /// Adds a fault for each required answer that is missing (<c>required</c>), answer to an unknown question (<c>unknown_question</c>) or to one
    /// that is not asked given the other answers (<c>not_asked</c>), wrong value (the codes of <see cref="IQuestionKind.CheckAnswer"/>),
    /// <c>unknown_class</c>, <c>geometry_not_allowed</c>, <c>unknown_attribute</c>, <c>track_attribute</c>, <c>frame_attribute</c>, <c>unknown_relation</c>, <c>relation_not_allowed</c>.
    /// Paths are those of the document as it was sent.
    /// </summary>
    public static void Check(AnswerDocument document, OntologyDocument ontology, List<Fault> faults)
    {
        CheckAnswers(document.Answers, ontology.Questions, ontology.Asked(document.Answers), "/answers", faults);
        CheckUnknown(document.Answers, ontology.Questions, "question", "/answers", faults);
        var tracks = new Dictionary<string, Track>(StringComparer.Ordinal);
        foreach (var track in document.Tracks)
            tracks.TryAdd(track.Id, track);
        for (var at = 0; at < document.Objects.Count; at++)
            CheckObject(document.Objects[at], tracks, JsonPath.Root.Step("objects").Step(at), ontology, faults);
        for (var at = 0; at < document.Tracks.Count; at++)
        {
            var track = document.Tracks[at];
            var path = JsonPath.Root.Step("tracks").Step(at);
            if (Class(track.Class, path, ontology, faults) is { } definition)
                CheckAttributes(track.Attributes, track.Attributes, definition, perFrame: false, path, faults);
        }
        CheckRelations(document, ontology, faults);
    }

    static void CheckObject(LabelledObject each, Dictionary<string, Track> tracks, JsonPath path, OntologyDocument ontology, List<Fault> faults)
    {
        if (Class(each.Class, path, ontology, faults) is not { } definition)
            return;
        if (!definition.Geometry.Contains(each.GeometryType))
            faults.Add(new(path.Step("geometry"), "geometry_not_allowed",
                $"A {definition.Name} cannot be a {each.GeometryType}. Draw it as {string.Join(" or ", definition.Geometry)}."));
        if (each.Track is null || !tracks.TryGetValue(each.Track, out var track))
            CheckAttributes(each.Attributes, each.Attributes, definition, perFrame: null, path, faults);
        else
        {
            var both = new Dictionary<string, JsonElement>(track.Attributes, StringComparer.Ordinal);
            foreach (var (name, value) in each.Attributes)
                both[name] = value;
            CheckAttributes(each.Attributes, both, definition, perFrame: true, path, faults);
        }
    }

    static LabelClass? Class(string name, JsonPath path, OntologyDocument ontology, List<Fault> faults)
    {
        if (ontology.ClassNamed(name) is { } found)
            return found;
        faults.Add(new(path.Step("class"), "unknown_class", ontology.Classes.Count == 0
            ? $"There is no class \"{name}\": this project has no classes. Remove the object."
            : $"There is no class \"{name}\". Choose one of {string.Join(", ", ontology.Classes.Select(c => c.Name))}."));
        return null;
    }

    // Of a track, keyframes carry what changes from frame to frame and the track the rest; an object alone carries all.
    static void CheckAttributes(IReadOnlyDictionary<string, JsonElement> values, IReadOnlyDictionary<string, JsonElement> known,
        LabelClass definition, bool? perFrame, JsonPath path, List<Fault> faults)
    {
        path = path.Step("attributes");
        var elsewhere = perFrame is null ? [] : definition.Attributes.Where(a => a.PerFrame != perFrame).ToList();
        foreach (var attribute in elsewhere.Where(a => values.ContainsKey(a.Name)))
            faults.Add(perFrame == true
                ? new(path.Step(attribute.Name), "track_attribute", $"\"{attribute.Name}\" is the same in all frames. Set it on the track.")
                : new(path.Step(attribute.Name), "frame_attribute",
                    $"\"{attribute.Name}\" can change from frame to frame. Set it on the objects of the track."));
        var asked = OntologyDocument.Asked(definition.Attributes, known);
        CheckAnswers(values, definition.Attributes.Except(elsewhere), asked, path, faults);
        CheckUnknown(values, definition.Attributes, "attribute", path, faults);
    }

    static void CheckAnswers(IReadOnlyDictionary<string, JsonElement> values, IEnumerable<Question> questions, IReadOnlyList<Question> asked,
        JsonPath path, List<Fault> faults)
    {
        foreach (var question in questions)
        {
            var here = path.Step(question.Name);
            var given = values.TryGetValue(question.Name, out var answer);
            if (!asked.Contains(question))
            {
                if (given)
                    faults.Add(new(here, "not_asked", $"\"{question.Title}\" is not asked given the other answers. Leave this answer out."));
            }
            else if (!given || (question.Required && answer.ValueKind == JsonValueKind.String && Condition.IsEmpty(answer)))
            {
                if (question.Required)
                    faults.Add(new(here, "required", $"\"{question.Title}\" must be answered."));
            }
            else
                question.Asks.CheckAnswer(question, answer, here, faults);
        }
    }

    static void CheckUnknown(IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<Question> questions, string what, JsonPath path, List<Fault> faults)
    {
        foreach (var name in values.Keys.Where(name => questions.All(q => q.Name != name)))
            faults.Add(new(path.Step(name), "unknown_" + what, $"There is no {what} \"{name}\". Remove it; the ontology may have changed."));
    }

    static void CheckRelations(AnswerDocument document, OntologyDocument ontology, List<Fault> faults)
    {
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var each in document.Objects)
            classes.TryAdd(each.Id, each.Class);
        for (var at = 0; at < document.Relations.Count; at++)
        {
            var relation = document.Relations[at];
            var path = JsonPath.Root.Step("relations").Step(at);
            if (ontology.RelationNamed(relation.Type) is not { } type)
            {
                faults.Add(new(path.Step("type"), "unknown_relation", $"There is no relation \"{relation.Type}\". Remove it."));
                continue;
            }
            CheckEnd("from", relation.From, type.From);
            CheckEnd("to", relation.To, type.To);

            void CheckEnd(string end, string id, IReadOnlyList<string> allowed)
            {
                if (allowed.Count > 0 && classes.TryGetValue(id, out var name) && !allowed.Contains(name))
                    faults.Add(new(path.Step(end), "relation_not_allowed",
                        $"\"{type.Name}\" cannot have a {name} as its \"{end}\". Use {string.Join(" or ", allowed)}."));
            }
        }
    }
}
