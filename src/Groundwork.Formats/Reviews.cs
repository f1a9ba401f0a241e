using System.Globalization;
using System.Runtime.CompilerServices;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>What a review says about one item.</summary>
/// <param name="Row">The row, the header being 1.</param>
/// <param name="Item">The item.</param>
/// <param name="Wrong">Whether its label turned out wrong; null where it wasn't reviewed.</param>
/// <param name="Confidence">How sure the label was held to be, 0 … 1; null where the file doesn't say.</param>
public sealed record ReviewRow(long Row, string Item, bool? Wrong, double? Confidence) : RowOutcome(Row);

/// <summary>Reads a table of item, verdict and, if known, confidence: all items, some of them reviewed.</summary>
public static class Reviews
{
    /// <summary>Reads <see cref="ReviewRow"/>s and <see cref="RowFault"/>s in one pass over the stream, which stays the caller's.</summary>
    public static async IAsyncEnumerable<RowOutcome> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
        {
            yield return why;
            yield break;
        }
        using var records = await CsvRecords.OpenAsync(source, cancel);
        int item = Column("item"), verdict = Column("verdict"), confidence = Column("confidence");
        if ((records.HeaderFault ?? (item < 0 || verdict < 0 ? new RowFault(0, "There is no column for the item or the verdict.", "Give the file a header line item,verdict[,confidence].") : null)) is { } stop)
        {
            yield return stop;
            yield break;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (await records.NextAsync() is var (cells, fault) && (cells is not null || fault is not null))
        {
            cancel.ThrowIfCancellationRequested();
            yield return cells is null ? fault! : Read(cells);
        }

        int Column(string name) => Columns.Find(records.Header, [name]) is { } found ? records.Header.ToList().IndexOf(found) : -1;

        RowOutcome Read(string[] cells)
        {
            var (name, said, sure) = (cells[item].Trim(), cells[verdict].Trim(), confidence < 0 ? "" : cells[confidence].Trim());
            if (name.Length == 0)
                return new RowFault(records.Row, "The item is empty.", "Fill it in or remove the row.");
            if (!seen.Add(name))
                return new RowFault(records.Row, $"\"{name}\" came before.", "Give each item one row.");
            if (said.Length > 0 && !Is("right") && !Is("wrong"))
                return new RowFault(records.Row, $"The verdict is \"{said}\".", "Write right, wrong, or nothing where the item was not reviewed.");
            double? held = null;
            if (sure.Length > 0)
                if (double.TryParse(sure, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1)
                    held = number;
                else
                    return new RowFault(records.Row, $"The confidence is \"{sure}\".", "Write a number from 0 to 1.");
            return new ReviewRow(records.Row, name, said.Length == 0 ? null : Is("wrong"), held);

            bool Is(string word) => said.Equals(word, StringComparison.OrdinalIgnoreCase);
        }
    }
}
