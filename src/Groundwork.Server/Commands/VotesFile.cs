using Groundwork.Core;
using Groundwork.Core.Quality;
using Groundwork.Formats;

namespace Groundwork.Server.Commands;

/// <summary>A file of votes as the statistics take it, with the known answers and the names of the labels beside it.</summary>
/// <param name="Repeated">How many rows repeat a worker and task, and don't count.</param>
sealed record VotesFile(VoteTable Table, int[] Known, IReadOnlyList<string> Labels, int Repeated)
{
    internal static async Task<VotesFile> Read(FileInfo file, CancellationToken cancel)
    {
        var (tasks, workers, labels) = (new Numbering(), new Numbering(), new Numbering());
        var (votes, repeated) = (new List<Vote>(), 0);
        var known = new Dictionary<int, int>();
        await using var stream = file.OpenRead();
        await foreach (var row in ((IVoteReader)Catalog.Named<IFormat>("votes")!).ReadVotesAsync(stream, cancel))
            if (row is VoteRow vote)
            {
                votes.Add(new Vote(tasks.Of(vote.Task), workers.Of(vote.Worker), labels.Of(vote.Label)));
                if (vote.Gold is { } gold)
                    known.TryAdd(tasks.Of(vote.Task), labels.Of(gold));
            }
            else if (row is RowFault fault)
            {
                repeated += fault.Repeats ? 1 : 0;
                await Console.Error.WriteLineAsync($"row {fault.Row}: {fault.Reason}");
            }
        if (votes.Count == 0)
            throw new Refusal($"{file.Name} has no votes. It needs a header line worker,task,label[,gold].");
        var table = VoteTable.Build([.. votes], tasks.Count, workers.Count, labels.Count, out _);
        return new VotesFile(table, [.. Enumerable.Range(0, tasks.Count).Select(t => known.GetValueOrDefault(t, Accuracy.Unknown))], labels.Names, repeated);
    }

    sealed class Numbering
    {
        readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

        internal int Count => numbers.Count;

        internal IReadOnlyList<string> Names => [.. numbers.OrderBy(n => n.Value).Select(n => n.Key)];

        internal int Of(string name)
        {
            if (!numbers.TryGetValue(name, out var number))
                numbers.Add(name, number = numbers.Count);
            return number;
        }
    }
}
