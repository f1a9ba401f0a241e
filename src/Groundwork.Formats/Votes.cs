using System.Runtime.CompilerServices;
using Groundwork.Core;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>Imports votes that a crowd gave elsewhere: a table of worker, task, label and, if known, the right answer.</summary>
public sealed class Votes : IVoteReader
{
    static readonly string[] WorkerNames = ["worker", "workerid", "annotator", "annotatorid", "rater", "raterid", "labeler", "labeller", "coder", "judge", "user", "userid"];
    static readonly string[] TaskNames = ["task", "taskid", "item", "itemid", "question", "questionid", "unit", "unitid", "example", "document", "docid", "id"];
    static readonly string[] LabelNames = ["label", "vote", "answer", "response", "annotation", "rating", "judgment", "judgement", "class", "category", "value"];
    static readonly string[] GoldNames = ["gold", "goldlabel", "truth", "groundtruth", "truelabel", "correct", "expert"];

    /// <inheritdoc/>
    public string Name => "votes";

    /// <inheritdoc/>
    public string Title => "Votes";

    /// <inheritdoc/>
    public string Description => "A table worker, task, label and optionally gold, one vote per row.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv"];

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowOutcome> ReadVotesAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
        {
            yield return why;
            yield break;
        }
        using var records = await CsvRecords.OpenAsync(source, cancel);
        int worker = Index(WorkerNames), task = Index(TaskNames), label = Index(LabelNames), gold = Index(GoldNames);
        if ((records.HeaderFault ?? Missing(worker, task, label, records.Header)) is { } stop)
        {
            yield return stop;
            yield break;
        }
        // What is kept to the end is one text of each name, and a number for each pair.
        var (workers, tasks, golds) = (new Numbering(), new Numbering(), new List<string?>());
        var seen = new HashSet<ulong>();
        while (await records.NextAsync() is var (cells, fault) && (cells is not null || fault is not null))
        {
            cancel.ThrowIfCancellationRequested();
            if (cells is null || (fault = Fault(cells, records.Row)) is not null)
            {
                yield return fault!;
                continue;
            }
            var (who, which) = (workers.Of(cells[worker]), tasks.Of(cells[task]));
            if (which == golds.Count)
                golds.Add(null);
            if (!seen.Add(Pair(which, who)))
            {
                yield return new RowFault(records.Row, $"\"{cells[worker]}\" has voted on \"{cells[task]}\" before; the first vote counts.",
                    "Remove the row, or give the second pass another worker name.") { Repeats = true };
                continue;
            }
            var known = gold >= 0 && cells[gold].Length > 0 ? cells[gold] : null;
            if (known is not null && (golds[which] ??= known) is var first && first != known)
            {
                yield return new RowFault(records.Row, $"The gold answer of \"{cells[task]}\" is \"{known}\" here and \"{first}\" before; the first one counts.",
                    "Give the task one gold answer. The vote itself was read.");
                known = first;
            }
            yield return new VoteRow(records.Row, workers.Names[who], tasks.Names[which], cells[label], known);
        }

        int Index(string[] names) => Columns.Find(records.Header, names) is { } found ? records.Header.ToList().IndexOf(found) : -1;

        RowFault? Fault(string[] cells, long row)
        {
            foreach (var (at, name) in new[] { (worker, "worker"), (task, "task"), (label, "label") })
                if (string.IsNullOrWhiteSpace(cells[at]))
                    return new(row, $"The {name} is empty.", "Fill it in or remove the row.");
            return null;
        }
    }

    static RowFault? Missing(int worker, int task, int label, IReadOnlyList<string> header)
    {
        foreach (var (at, name) in new[] { (worker, "worker"), (task, "task"), (label, "label") })
            if (at < 0)
                return new(0, $"There is no column for the {name}.",
                    $"Give the file a header line such as worker,task,label,gold; it begins with {string.Join(", ", header.Take(10).DefaultIfEmpty("nothing"))}.");
        return null;
    }

    // Times an odd number, so that pairs stay distinct and their hashes (both halves combined) spread.
    static ulong Pair(int task, int worker) => (((ulong)task << 32) | (uint)worker) * 0x9E3779B97F4A7C15;
}
