using Groundwork.Core.Quality;

namespace Groundwork.Core.Tests.Quality;

/// <summary>One of the four real crowd files, see <c>Samples/crowd/NOTICE</c>.</summary>
sealed record CrowdFile(VoteTable Votes, int[] Gold, int Repeated)
{
    public static CrowdFile Read(string name)
    {
        var workers = new Dictionary<string, int>(StringComparer.Ordinal);
        var tasks = new Dictionary<string, int>(StringComparer.Ordinal);
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        var gold = new List<int>();
        var votes = new List<Vote>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "crowd", name + ".csv")).Skip(1))
        {
            var fields = line.Split(',');
            var vote = new Vote(IndexOf(tasks, fields[1]), IndexOf(workers, fields[0]), IndexOf(labels, fields[2]));
            if (vote.Task == gold.Count)
                gold.Add(fields[3].Length == 0 ? Accuracy.Unknown : IndexOf(labels, fields[3]));
            votes.Add(vote);
        }
        var table = VoteTable.Build(votes.ToArray(), tasks.Count, workers.Count, labels.Count, out var repeated);
        return new CrowdFile(table, [.. gold], repeated.Count);
    }

    static int IndexOf(Dictionary<string, int> index, string key)
    {
        if (!index.TryGetValue(key, out var at))
            index[key] = at = index.Count;
        return at;
    }
}
