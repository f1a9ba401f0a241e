namespace Groundwork.Server.Features.Quality;

/// <summary>The order of a project's votes, which the last digits of all sums depend on.</summary>
public sealed partial class ProjectVotes
{
    /// <summary>Ids of tasks, kept in a sixth of the memory of their texts: a project can have a million.</summary>
    sealed class TaskIds : IReadOnlyList<string>
    {
        internal List<Guid> Ids { get; } = [];
        public int Count => Ids.Count;
        public string this[int index] => Ids[index].ToString();
        public IEnumerator<string> GetEnumerator() => Ids.Select(id => id.ToString()).GetEnumerator();
        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    // A bootstrap draws tasks by their place: in the project's order the same answers give the same interval, to the last bit.
    void Sort()
    {
        var order = Enumerable.Range(0, Tasks.Count).OrderBy(i => ordinals[i]).ToArray();
        var place = new int[order.Length];
        for (var to = 0; to < order.Length; to++)
            place[order[to]] = to;
        foreach (var question in Questions)
            for (var i = 0; i < question.Votes.Count; i++)
                question.Votes[i] = question.Votes[i] with { Task = place[question.Votes[i].Task] };
        var ids = tasks.Ids.ToArray();
        for (var to = 0; to < order.Length; to++)
        {
            tasks.Ids[to] = ids[order[to]];
            taskIndex[tasks.Ids[to]] = to;
        }
    }

    // A sum of shares differs in its last digits with the order of its parts.
    void SortAnnotators(IEnumerable<KeyValuePair<string, string>> origins)
    {
        var names = new Dictionary<string, string>(origins, StringComparer.Ordinal);
        var order = Enumerable.Range(0, Annotators.Count).OrderBy(i => names.GetValueOrDefault(Annotators[i], Annotators[i]), StringComparer.Ordinal).ToArray();
        var place = new int[order.Length];
        for (var to = 0; to < order.Length; to++)
            place[order[to]] = to;
        var before = Annotators.ToArray();
        for (var to = 0; to < order.Length; to++)
        {
            Annotators[to] = before[order[to]];
            annotatorIndex[Annotators[to]] = to;
        }
        foreach (var question in Questions)
        {
            for (var i = 0; i < question.Votes.Count; i++)
                question.Votes[i] = question.Votes[i] with { Annotator = place[question.Votes[i].Annotator] };
            question.Votes.Sort(static (a, b) => a.Task != b.Task ? a.Task.CompareTo(b.Task) : a.Annotator.CompareTo(b.Annotator));
        }
    }
}
