using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Groundwork.Formats.Streams;

/// <summary>Reads records of delimiter-separated files: the header first, then one record or fault at a time.</summary>
sealed class CsvRecords : IDisposable
{
    /// <summary>The longest record, in UTF-16 units; an opened quote that is never closed would swallow the rest of the file.</summary>
    public const int MaxRecordChars = 8 * 1024 * 1024;

    /// <summary>The most columns, as many as a spreadsheet has.</summary>
    public const int MaxColumns = 16_384;

    readonly StrictTextReader _text;
    CsvParser _parser;
    bool _badQuote, _unclosed, _dropped, _ended;

    CsvRecords(StrictTextReader text, char delimiter)
    {
        _text = text;
        Delimiter = delimiter;
        _parser = Parser();
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
        if (cells.Length > MaxColumns)
        {
            records.HeaderFault = new(records.Row, string.Create(CultureInfo.InvariantCulture, $"The header has {cells.Length} columns; at most {MaxColumns} can be read."),
                "Leave out columns, or import JSON Lines, where each row has only what it needs.");
            return records;
        }
        records.Header = Distinct(cells);
        foreach (var name in records.Header)
            records.HeaderFault ??= StrictTextReader.Fault(records.Row, "the header", name);
        return records;
    }

    /// <summary>The next record with as many cells as the header, or what is wrong with it; both null at the end.</summary>
    public async ValueTask<(string[]? Cells, RowFault? Fault)> NextAsync()
    {
        var (cells, fault) = await NextCheckedAsync();
        return (cells, fault is null || _dropped ? fault : fault.Of(Raw));
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

    CsvParser Parser() => new(_text, new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = Delimiter.ToString(),
        DetectDelimiter = false,
        IgnoreBlankLines = false,
        Mode = CsvMode.RFC4180,
        // A quote inside of an unquoted cell is just a quote; only a quoted cell that goes on behind its end is ambiguous.
        BadDataFound = bad =>
        {
            if (!bad.Field.StartsWith('"'))
                return;
            _badQuote = true;
            // Only the end of the file ends a cell that is still open.
            _unclosed |= bad.Field.AsSpan().Count('"') % 2 == 1;
        },
    }, leaveOpen: true);

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
                _badQuote = _unclosed = _dropped = false;
                if (!await _parser.ReadAsync())
                    break;
                Row++;
                _text.RecordEnded();
                var cells = _parser.Record ?? [];
                if (cells.Length == 0 || (cells.Length == 1 && cells[0].Length == 0))
                    continue;
                return _badQuote ? (null, BadQuote()) : (cells, null);
            }
            catch (Exception wrong) when (wrong is RecordTooLongException or CsvHelperException)
            {
                Row++;
                return (null, await TooLongAsync());
            }
        }
        _ended = true;
        return (null, null);
    }

    // What a wrong quote takes with it is said: the lines look like rows to whoever opens the file.
    RowFault BadQuote()
    {
        var lines = Lines(Raw);
        return _unclosed
            ? new(Row, lines > 1 ? string.Create(CultureInfo.InvariantCulture, $"A double quote is opened in this row and never closed; with it the {lines} lines from here to the end of the file were left out.")
                : "A double quote is opened in this row and never closed.", "Close it or remove it, and import the file again; what is there already is not added twice.")
            : new(Row, lines > 1 ? string.Create(CultureInfo.InvariantCulture, $"A quoted cell goes on after its closing quote; all {lines} lines that belong to this row were left out.")
                : "A quoted cell goes on after its closing quote.", "Write a quote inside of a quoted cell twice (\"\").");
    }

    // One long line is passed over. Where line breaks belong to the row, a quote is open, and nobody knows which lines are rows.
    async ValueTask<RowFault> TooLongAsync()
    {
        _dropped = true;
        _ended = Raw.ContainsAny('\r', '\n');
        if (_ended)
            return new(Row, "This row is longer than 8 million characters; nothing behind it was read.", "Look for a double quote in or before this row that is never closed.");
        _ended = !await _text.SkipLineAsync();
        _parser.Dispose();
        _parser = Parser();
        return new(Row, "This row is longer than 8 million characters; it was left out.", "Split the text into several items, or keep the large part as a file of its own.");
    }

    static int Lines(ReadOnlySpan<char> raw)
    {
        var text = raw.TrimEnd("\r\n");
        return 1 + (text.Contains('\n') ? text.Count('\n') : text.Count('\r'));
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
        var (taken, next) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var at = 0; at < cells.Length; at++)
        {
            var name = string.IsNullOrWhiteSpace(cells[at]) ? string.Create(CultureInfo.InvariantCulture, $"column {at + 1}") : cells[at].Trim();
            var distinct = name;
            // Goes on counting where it was: ten thousand columns of one name are ten thousand steps.
            for (var n = next.GetValueOrDefault(name, 2); !taken.Add(distinct); next[name] = n)
                distinct = string.Create(CultureInfo.InvariantCulture, $"{name} ({n++})");
            names.Add(distinct);
        }
        return names;
    }
}
