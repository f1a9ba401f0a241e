namespace Groundwork.Core.Ontology.Migration;

/// <summary>One thing that is different between two versions of the questions.</summary>
/// <param name="What"><c>added</c>, <c>removed</c>, <c>retitled</c>, <c>required</c>, <c>optional</c>, <c>kind</c>, <c>limits</c>, <c>condition</c>, <c>geometry</c>, <c>ends</c> or <c>frames</c>.</param>
/// <param name="Kind"><c>question</c>, <c>option</c>, <c>class</c>, <c>attribute</c> or <c>relation</c>.</param>
/// <param name="Name">Its name; in the earlier version, unless it was added.</param>
/// <param name="Title">What people see, in the later version unless it was removed.</param>
/// <param name="Class">The class of an attribute, or of an attribute's option.</param>
/// <param name="Question">The question or attribute of an option.</param>
public sealed record OntologyDifference(string What, string Kind, string Name, string Title, string? Class = null, string? Question = null)
{
    /// <summary>Everything that is different, in the order of the earlier version; what was added comes after what it was added to.</summary>
    public static IReadOnlyList<OntologyDifference> Between(OntologyDocument before, OntologyDocument after)
    {
        var all = new List<OntologyDifference>();
        Questions(before.Questions, after.Questions, null, all);
        Each(before.Classes, after.Classes, c => c.Name, c => c.Title, "class", null, null, all, (was, now) =>
        {
            if (!was.Geometry.ToHashSet(StringComparer.Ordinal).SetEquals(now.Geometry))
                all.Add(new("geometry", "class", was.Name, now.Title));
            Questions(was.Attributes, now.Attributes, was.Name, all);
        });
        Each(before.Relations, after.Relations, r => r.Name, r => r.Title, "relation", null, null, all, (was, now) =>
        {
            if (!was.From.SequenceEqual(now.From) || !was.To.SequenceEqual(now.To))
                all.Add(new("ends", "relation", was.Name, now.Title));
        });
        return all;
    }

    static void Questions(IReadOnlyList<Question> before, IReadOnlyList<Question> after, string? @class, List<OntologyDifference> all)
    {
        var kind = @class is null ? "question" : "attribute";
        Each(before, after, q => q.Name, q => q.Title, kind, @class, null, all, (was, now) =>
        {
            void Add(bool differs, string what)
            {
                if (differs)
                    all.Add(new(what, kind, was.Name, now.Title, @class));
            }

            Add(was.Kind != now.Kind, "kind");
            Add(!was.Required && now.Required, "required");
            Add(was.Required && !now.Required, "optional");
            Add(was.Min != now.Min || was.Max != now.Max, "limits");
            Add(was.PerFrame != now.PerFrame, "frames");
            Add(!Same(was.When, now.When), "condition");
            Each(was.Options, now.Options, o => o.Name, o => o.Title, "option", @class, was.Name, all, (_, _) => { });
        });
    }

    static void Each<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> name, Func<T, string> title, string kind, string? @class, string? question,
        List<OntologyDifference> all, Action<T, T> both)
    {
        var later = after.ToDictionary(name, StringComparer.Ordinal);
        foreach (var was in before)
            if (!later.Remove(name(was), out var now))
                all.Add(new("removed", kind, name(was), title(was), @class, question));
            else
            {
                if (title(was) != title(now))
                    all.Add(new("retitled", kind, name(was), title(now), @class, question));
                both(was, now);
            }
        all.AddRange(after.Where(a => later.ContainsKey(name(a))).Select(a => new OntologyDifference("added", kind, name(a), title(a), @class, question)));
    }

    static bool Same(Condition? a, Condition? b) => a is null || b is null ? a is null && b is null : Bytes(a).AsSpan().SequenceEqual(Bytes(b));

    static byte[] Bytes(Condition condition)
    {
        var json = new Documents.CanonicalJson();
        condition.Write(json);
        return json.ToArray();
    }
}
