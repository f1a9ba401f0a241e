namespace Groundwork.Server.Features.Quality;

/// <summary>Brings a project's votes into an order: a sum of shares differs in its last digits with the order of its parts.</summary>
static class VoteOrder
{
    /// <summary>Puts tasks into the project's order. An interval over very many tasks groups them by their place: so the same answers give the same interval, to the last bit.</summary>
    internal static void Tasks(IReadOnlyList<ProjectVotes.QuestionVotes> questions, TaskPlaces places, List<Guid> ids)
    {
        var place = places.Sort();
        var before = ids.ToArray();
        for (var i = 0; i < before.Length; i++)
            ids[place[i]] = before[i];
        foreach (var question in questions)
            for (var i = 0; i < question.Votes.Count; i++)
                question.Votes[i] = question.Votes[i] with { Task = place[question.Votes[i].Task] };
    }

    /// <summary>Puts annotators into the order of the ids that they had where their answers were given, and votes into that of both.</summary>
    internal static void Annotators(IReadOnlyList<ProjectVotes.QuestionVotes> questions, List<string> annotators, Dictionary<string, int> index, IEnumerable<KeyValuePair<string, string>> origins)
    {
        var names = new Dictionary<string, string>(origins, StringComparer.Ordinal);
        var place = Sort(annotators, index, i => names.GetValueOrDefault(annotators[i], annotators[i]));
        foreach (var question in questions)
        {
            for (var i = 0; i < question.Votes.Count; i++)
                question.Votes[i] = question.Votes[i] with { Annotator = place[question.Votes[i].Annotator] };
            question.Votes.Sort(static (a, b) => a.Task != b.Task ? a.Task.CompareTo(b.Task) : a.Annotator.CompareTo(b.Annotator));
        }
    }

    // Where each has gone.
    static int[] Sort(List<string> list, Dictionary<string, int> index, Func<int, string> key)
    {
        var order = Enumerable.Range(0, list.Count).OrderBy(key, StringComparer.Ordinal).ToArray();
        var (place, before) = (new int[order.Length], list.ToArray());
        for (var to = 0; to < order.Length; to++)
        {
            place[order[to]] = to;
            list[to] = before[order[to]];
            index[list[to]] = to;
        }
        return place;
    }
}
