using Groundwork.Core.Documents;
using Groundwork.Core.Matching;

namespace Groundwork.Core.Quality;

/// <summary>The answers of one task with their marks grouped to things; how the answers were listed changes nothing.</summary>
sealed class Things
{
    readonly List<AnswerDocument> documents;

    Things(List<AuthoredAnswer> answers, ItemExtent? extent)
    {
        Authors = [.. answers.Select(a => a.Author)];
        documents = [.. answers.Select(a => a.Document)];
        Marks = ObjectMark.Of(documents, extent);
        Pairs = Pairs.Of(Marks);
        Groups = Clusters.Of(Pairs);
    }

    /// <summary>By view.</summary>
    internal IReadOnlyList<string> Authors { get; }

    internal List<ObjectMark> Marks { get; }

    internal Pairs Pairs { get; }

    /// <summary>Positions of marks that are one thing.</summary>
    internal List<int[]> Groups { get; }

    internal static Things Of(TaskAnswers task)
    {
        // An author who answered twice is ordered by what they said.
        var twice = task.Answers.GroupBy(a => a.Author, StringComparer.Ordinal).Any(g => g.Skip(1).Any());
        var sorted = task.Answers.OrderBy(a => a.Author, StringComparer.Ordinal);
        return new([.. twice ? sorted.ThenBy(a => a.Document.Hash(), StringComparer.Ordinal) : sorted], task.Extent);
    }

    internal string AuthorOf(ObjectMark mark) => Authors[mark.View];

    internal int ObjectsOf(int view) => documents[view].Objects.Count;

    /// <summary>Each relation that somebody drew between two of the given groups, with everybody who marked both and whether they drew it.</summary>
    internal IEnumerable<(int From, int To, string Type, List<(string Author, bool Marked)> Seen)> RelationsBetween(IReadOnlyList<int[]> groups)
    {
        var groupOf = new Dictionary<(int View, string Object), int>();
        for (var group = 0; group < groups.Count; group++)
            foreach (var mark in groups[group])
                groupOf[(Marks[mark].View, Marks[mark].Object.Id)] = group;
        var drawn = new SortedDictionary<(int From, int To, string Type), SortedSet<int>>(Comparer<(int From, int To, string Type)>.Create((a, b) =>
            a.From.CompareTo(b.From) is not 0 and var from ? from : a.To.CompareTo(b.To) is not 0 and var to ? to : string.CompareOrdinal(a.Type, b.Type)));
        for (var view = 0; view < documents.Count; view++)
            foreach (var relation in documents[view].Relations)
                if (groupOf.TryGetValue((view, relation.From), out var from) && groupOf.TryGetValue((view, relation.To), out var to))
                {
                    if (!drawn.TryGetValue((from, to, relation.Type), out var by))
                        drawn.Add((from, to, relation.Type), by = []);
                    by.Add(view);
                }
        foreach (var ((from, to, type), by) in drawn)
        {
            var both = groups[from].Select(m => Marks[m].View).Intersect(groups[to].Select(m => Marks[m].View)).Order();
            yield return (from, to, type, [.. both.Select(view => (Authors[view], by.Contains(view)))]);
        }
    }
}
