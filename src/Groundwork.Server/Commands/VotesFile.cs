using System.Globalization;
using System.Runtime.InteropServices;
using Groundwork.Core;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;
using Groundwork.Core.Quality.Numeric;
using Groundwork.Formats;

namespace Groundwork.Server.Commands;

/// <summary>A file of votes as the statistics take it, with the known answers and the names of the labels beside it.</summary>
/// <param name="Repeated">How many rows repeat a worker and task, and don't count.</param>
sealed record VotesFile(VoteTable Table, int[] Known, IReadOnlyList<string> Labels, int Repeated)
{
    internal static async Task<VotesFile> Read(FileInfo file, CancellationToken cancel)
    {
        var (tasks, workers, labels) = (new Numbering(), new Numbering(), new Numbering());
        var (votes, known, repeated) = (new List<Vote>(), new List<int>(), 0);
        await using var stream = file.OpenRead();
        await foreach (var row in ((IVoteReader)Catalog.Named<IFormat>("votes")!).ReadVotesAsync(stream, cancel))
            if (row is VoteRow vote)
            {
                var task = tasks.Of(vote.Task);
                if (task == known.Count)
                    known.Add(Accuracy.Unknown);
                votes.Add(new Vote(task, workers.Of(vote.Worker), labels.Of(vote.Label)));
                if (vote.Gold is { } gold && known[task] == Accuracy.Unknown)
                    known[task] = labels.Of(gold);
            }
            else if (row is RowFault fault)
            {
                repeated += fault.Repeats ? 1 : 0;
                await Console.Error.WriteLineAsync($"row {fault.Row}: {fault.Reason}");
            }
        if (votes.Count == 0)
            throw new Refusal($"{file.Name} has no votes. It needs a header line worker,task,label[,gold].");
        var table = VoteTable.Build(CollectionsMarshal.AsSpan(votes), tasks.Names.Count, workers.Names.Count, labels.Names.Count, out _);
        return new VotesFile(table, [.. known], labels.Names, repeated);
    }

    /// <summary>The numbers that the labels are.</summary>
    internal double[] Numbers(MeasurementLevel level)
    {
        var numbers = Labels.Select(l => double.TryParse(l, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n)
            ? n : throw new Refusal($"\"{l}\" is no number. Labels with an order are written as numbers; leave out --level for names.")).ToArray();
        if (Array.Find(numbers, n => Math.Abs(n) > NumericVotes.Largest) is var large and not 0)
            throw new Refusal(string.Create(CultureInfo.InvariantCulture, $"{large} is too large to calculate with; write the labels in other units."));
        return level == MeasurementLevel.Ratio && Array.Exists(numbers, n => n < 0)
            ? throw new Refusal("--level ratio is for amounts from 0 on; take interval for numbers that may be negative.") : numbers;
    }
}
