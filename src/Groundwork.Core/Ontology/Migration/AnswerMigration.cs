using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology.Migration;

/// <summary>Something of an answer that the later version has no place for.</summary>
/// <param name="Path">Where it stands in the earlier document.</param>
/// <param name="Why"><c>removed</c>, <c>option</c>, <c>kind</c>, <c>not_asked</c>, <c>geometry</c>, <c>frames</c> or <c>relation</c>.</param>
public sealed record Loss(string Path, string Why);

/// <summary>An answer under a later version of the questions.</summary>
/// <param name="Document">It passes <see cref="OntologyCheck"/>, except for what is missing.</param>
/// <param name="Lost">What was left out.</param>
/// <param name="Missing">Where a required answer would have to stand; paths of the new document.</param>
public sealed record MigratedAnswer(AnswerDocument Document, IReadOnlyList<Loss> Lost, IReadOnlyList<string> Missing)
{
    /// <summary>Nothing is lost and nothing missing.</summary>
    public bool IsWhole => Lost.Count == 0 && Missing.Count == 0;
}

/// <summary>Brings answers from one version of the questions to the next.</summary>
public sealed class AnswerMigration(OntologyDocument before, OntologyDocument after, OntologyMapping mapping)
{
    /// <summary>Brings an answer through several versions, one after the other.</summary>
    public static MigratedAnswer Along(AnswerDocument document, IEnumerable<AnswerMigration> steps)
    {
        var (at, lost, missing) = (document, new List<Loss>(), (IReadOnlyList<string>)[]);
        foreach (var step in steps)
        {
            var next = step.Of(at);
            (at, missing) = (next.Document, next.Missing);
            lost.AddRange(next.Lost);
        }
        return new(at, lost, missing);
    }

    /// <summary>The answer under the later version. The same in, the same out.</summary>
    public MigratedAnswer Of(AnswerDocument document)
    {
        var lost = new List<Loss>();
        var answers = Values(document.Answers, before.Questions, after.Questions, mapping.Question, null, "/answers", lost);
        Hide(answers, after.Questions, OntologyDocument.Asked(after.Questions, answers), "/answers", lost);
        var tracks = Tracks(document, lost);
        var objects = Objects(document, tracks, lost);
        var next = new AnswerDocument { Answers = Sorted(answers), Tracks = [.. tracks.Values], Objects = objects, Relations = Relations(document, objects, lost) };
        var faults = new List<Fault>();
        OntologyCheck.Check(next, after, faults);
        return new(next, lost, [.. faults.Select(f => f.Path)]);
    }

    Dictionary<string, JsonElement> Values(IReadOnlyDictionary<string, JsonElement> values, IReadOnlyList<Question> questions, IReadOnlyList<Question> later,
        Func<string, string?> rename, string? @class, JsonPath path, List<Loss> lost)
    {
        var next = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        // In the order of the questions, so that of two that became one the earlier is kept.
        foreach (var question in questions.Where(q => values.ContainsKey(q.Name)))
        {
            var (value, here) = (values[question.Name], path.Step(question.Name));
            var target = rename(question.Name) is { } name ? later.FirstOrDefault(q => q.Name == name) : null;
            if (target is null)
                lost.Add(new(here, "removed"));
            else if (ValueMigration.Of(question, target, option => mapping.Option(@class, question.Name, option), value, out var whole) is not { } made)
            {
                // Nothing was said, so nothing is lost.
                if (!Condition.IsEmpty(value))
                    lost.Add(new(here, question.Options.Count > 0 && target.Options.Count > 0 ? "option" : "kind"));
            }
            else
            {
                if (!whole || (next.TryGetValue(target.Name, out var taken) && !CanonicalJson.Same(taken, made)))
                    lost.Add(new(here, "option"));
                next.TryAdd(target.Name, made);
            }
        }
        foreach (var name in values.Keys.Where(name => questions.All(q => q.Name != name)).Order(StringComparer.Ordinal))
            lost.Add(new(path.Step(name), "removed"));
        return next;
    }

    // What isn't asked given the other answers is left out: there is nowhere to show it.
    static void Hide(Dictionary<string, JsonElement> values, IReadOnlyList<Question> questions, IReadOnlyList<Question> asked, JsonPath path, List<Loss> lost)
    {
        foreach (var question in questions.Where(q => !asked.Contains(q)))
            if (values.Remove(question.Name, out var value) && !Condition.IsEmpty(value))
                lost.Add(new(path.Step(question.Name), "not_asked"));
    }

    (LabelClass Was, LabelClass Now)? Class(string name) =>
        before.ClassNamed(name) is { } was && mapping.Class(name) is { } to && after.ClassNamed(to) is { } now ? (was, now) : null;

    Dictionary<string, JsonElement> Attributes(IReadOnlyDictionary<string, JsonElement> values, LabelClass was, LabelClass now, bool? perFrame, JsonPath path, List<Loss> lost)
    {
        path = path.Step("attributes");
        var next = Values(values, was.Attributes, now.Attributes, name => mapping.Attribute(was.Name, name), was.Name, path, lost);
        foreach (var elsewhere in now.Attributes.Where(a => perFrame is not null && a.PerFrame != perFrame && next.ContainsKey(a.Name)))
        {
            next.Remove(elsewhere.Name);
            lost.Add(new(path.Step(elsewhere.Name), "frames"));
        }
        return next;
    }

    Dictionary<string, Track> Tracks(AnswerDocument document, List<Loss> lost)
    {
        var tracks = new Dictionary<string, Track>(StringComparer.Ordinal);
        for (var at = 0; at < document.Tracks.Count; at++)
        {
            var (track, path) = (document.Tracks[at], JsonPath.Root.Step("tracks").Step(at));
            if (Class(track.Class) is not var (was, now))
            {
                lost.Add(new(path, "removed"));
                continue;
            }
            var attributes = Attributes(track.Attributes, was, now, perFrame: false, path, lost);
            Hide(attributes, now.Attributes, OntologyDocument.Asked(now.Attributes, attributes), path.Step("attributes"), lost);
            tracks[track.Id] = track with { Class = now.Name, Attributes = Sorted(attributes) };
        }
        return tracks;
    }

    List<LabelledObject> Objects(AnswerDocument document, Dictionary<string, Track> tracks, List<Loss> lost)
    {
        var objects = new List<LabelledObject>();
        for (var at = 0; at < document.Objects.Count; at++)
        {
            var (each, path) = (document.Objects[at], JsonPath.Root.Step("objects").Step(at));
            if (Class(each.Class) is not var (was, now))
            {
                lost.Add(new(path, "removed"));
                continue;
            }
            if (!now.Geometry.Contains(each.GeometryType))
            {
                lost.Add(new(path, "geometry"));
                continue;
            }
            var track = each.Track is null ? null : tracks.GetValueOrDefault(each.Track);
            var attributes = Attributes(each.Attributes, was, now, track is null ? null : true, path, lost);
            var known = new Dictionary<string, JsonElement>(track?.Attributes ?? AnswerDocument.EmptyMap, StringComparer.Ordinal);
            foreach (var (name, value) in attributes)
                known[name] = value;
            Hide(attributes, now.Attributes, OntologyDocument.Asked(now.Attributes, known), path.Step("attributes"), lost);
            objects.Add(each with { Class = now.Name, Attributes = Sorted(attributes) });
        }
        return objects;
    }

    List<Relation> Relations(AnswerDocument document, List<LabelledObject> objects, List<Loss> lost)
    {
        var classes = objects.ToDictionary(o => o.Id, o => o.Class, StringComparer.Ordinal);
        var relations = new List<Relation>();
        for (var at = 0; at < document.Relations.Count; at++)
        {
            var each = document.Relations[at];
            var type = before.RelationNamed(each.Type) is not null && mapping.Relation(each.Type) is { } to ? after.RelationNamed(to) : null;
            bool Fits(string id, IReadOnlyList<string> allowed) => classes.TryGetValue(id, out var name) && (allowed.Count == 0 || allowed.Contains(name));
            if (type is null || !Fits(each.From, type.From) || !Fits(each.To, type.To))
                lost.Add(new(JsonPath.Root.Step("relations").Step(at), type is null ? "removed" : "relation"));
            else if (!relations.Contains(each with { Type = type.Name }))
                relations.Add(each with { Type = type.Name });
        }
        return relations;
    }

    static SortedDictionary<string, JsonElement> Sorted(Dictionary<string, JsonElement> values) => new(values, StringComparer.Ordinal);
}
