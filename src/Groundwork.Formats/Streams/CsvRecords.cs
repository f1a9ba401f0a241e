using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Groundwork.Formats.Streams;

/// <summary>Reads records of delimiter-separated files: the header first, then one record or fault at a time.</summary>
sealed class CsvRecords : IDisposable
{
    /// <summary>The longest record, in UTF-16 units; an opened quote that is never closed would swallow the rest of the file.</summary>
    public const int MaxRecordChars = 8 * 1024 * 1024;

    readonly StrictTextReader _text;
    readonly CsvParser _parser;
    bool _badQuote, _ended;

    CsvRecords(StrictTextReader text, char delimiter)
    {
        _text = text;
        Delimiter = delimiter;
        _parser = new(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            DetectDelimiter = false,
            IgnoreBlankLines = false,
            Mode = CsvMode.RFC4180,
            // A quote inside of an unquoted cell is just a quote; only a quoted cell that goes on behind its end is ambiguous.
            BadDataFound = bad => _badQuote |= bad.Field.StartsWith('"'),
        }, leaveOpen: true);
    }

    public char Delimiter { get; }

    /// <summary>The names of the columns, distinct and not empty; empty if the file is.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>What is wrong with the header, or null.</summary>
    public RowFault? HeaderFault { get; private set; }

    /// <summary>The number of the current record, the header being 1 and blank lines counting.</summary>
    public long Row { get; private set; }

    public static async Task<CsvRecords> OpenAsync(Utf8Source source, CancellationToken cancel)
    {
        var text = new StrictTextReader(source, MaxRecordChars, cancel);
        var records = new CsvRecords(text, Sniff((await text.PeekAsync()).Span));
        var (cells, fault) = await records.NextRawAsync();
        records.HeaderFault = fault;
        if (cells is null)
            return records;
        records.Header = Distinct(cells);
        foreach (var name in records.Header)
            records.HeaderFault ??= StrictTextReader.Fault(records.Row, "the header", name);
        return records;
    }

    /// <summary>The next record with as many cells as the header, or what is wrong with it; both null at the end.</summary>
    public async ValueTask<(string[]? Cells, RowFault? Fault)> NextAsync()
    {
        var (cells, fault) = await NextCheckedAsync();
        return (cells, fault is null || _ended ? fault : fault.Of(Raw));
    }

    /// <summary>The current record as it stands in the file.</summary>
    public ReadOnlySpan<char> Raw => _parser.RawRecord;

    async ValueTask<(string[]? Cells, RowFault? Fault)> NextCheckedAsync()
    {
        var (cells, fault) = await NextRawAsync();
        if (cells is null)
            return (null, fault);
        if (cells.Length != Header.Count)
            return (null, new(Row, string.Create(CultureInfo.InvariantCulture, $"This row has {cells.Length} cells; the header has {Header.Count}."),
                cells.Length > Header.Count
                    ? "Put cells that contain the separator or line breaks into double quotes."
                    : "Add the missing cells, empty if there is nothing to say."));
        for (var at = 0; at < cells.Length; at++)
            if (StrictTextReader.Fault(Row, Header[at], cells[at]) is { } wrong)
                return (null, wrong);
        return (cells, null);
    }

    public void Dispose()
    {
        _parser.Dispose();
        _text.Dispose();
    }

    async ValueTask<(string[]? Cells, RowFault? Fault)> NextRawAsync()
    {
        while (!_ended)
        {
            try
            {
                _badQuote = false;
                if (!await _parser.ReadAsync())
                    break;
                Row++;
                _text.RecordEnded();
                var cells = _parser.Record ?? [];
                if (cells.Length == 0 || (cells.Length == 1 && cells[0].Length == 0))
                    continue;
                return _badQuote
                    ? (null, new(Row, "A quoted cell goes on after its closing quote.", "Write a quote inside of a quoted cell twice (\"\")."))
                    : (cells, null);
            }
            catch (Exception wrong) when (wrong is RecordTooLongException or CsvHelperException)
            {
                _ended = true;
                return (null, new(Row + 1, "This row is longer than 8 million characters; nothing behind it was read.",
                    "Look for a double quote in or before this row that is never closed."));
            }
        }
        _ended = true;
        return (null, null);
    }

    // The separator that stands equally often in each of the first records, outside of quotes; the more often the better.
    static char Sniff(ReadOnlySpan<char> sample)
    {
        var best = ',';
        var bestScore = 0.0;
        foreach (var candidate in ",;\t|")
        {
            var counts = Counts(sample, candidate);
            if (counts.Count == 0 || counts[0] == 0)
                continue;
            var score = counts.Count(c => c == counts[0]) / (double)counts.Count + counts[0] / 1_000.0;
            if (score > bestScore)
                (best, bestScore) = (candidate, score);
        }
        return best;
    }

    static List<int> Counts(ReadOnlySpan<char> sample, char separator)
    {
        var counts = new List<int>();
        var count = 0;
        var quoted = false;
        var cellStarts = true;
        for (var at = 0; at < sample.Length && counts.Count < 50; at++)
        {
            var c = sample[at];
            if (c == '"' && (quoted || cellStarts))
                quoted = !quoted;
            else if (!quoted && c == separator)
                count++;
            else if (!quoted && c is '\n' or '\r')
            {
                if (at > 0 && sample[at - 1] is not ('\n' or '\r'))
                    counts.Add(count);
                count = 0;
            }
            // A doubled quote inside of a quoted cell closes and opens it again.
            cellStarts = !quoted && (c == separator || c is '\n' or '\r' || (c == '"' && !cellStarts));
        }
        if (counts.Count == 0)
            counts.Add(count);
        return counts;
    }

    static List<string> Distinct(string[] cells)
    {
        var names = new List<string>(cells.Length);
        for (var at = 0; at < cells.Length; at++)
        {
            var name = string.IsNullOrWhiteSpace(cells[at]) ? string.Create(CultureInfo.InvariantCulture, $"column {at + 1}") : cells[at].Trim();
            var distinct = name;
            for (var n = 2; names.Contains(distinct, StringComparer.Ordinal); n++)
                distinct = string.Create(CultureInfo.InvariantCulture, $"{name} ({n})");
            names.Add(distinct);
        }
        return names;
    }
}
