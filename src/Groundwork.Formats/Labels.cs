using System.Runtime.CompilerServices;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>Imports labels of items that are there already: a table with a column for each question, JSON Lines, or a native export.</summary>
public sealed class Labels : ILabelReader
{
    const int MaxDepth = 64;

    static readonly string[] ItemNames = ["id", "externalid", "item", "itemid", "task", "taskid", "docid", "documentid", "uid", "uuid", "guid", "key"];
    static readonly string[] AuthorNames = ["author", "annotator", "worker", "rater", "labeler", "labeller", "model", "user"];
    static readonly string[] Parts = ["answers", "objects", "tracks", "relations"];

    /// <inheritdoc/>
    public string Name => "labels";

    /// <inheritdoc/>
    public string Title => "Labels";

    /// <inheritdoc/>
    public string Description => "What models or people said about items: a table with a column for each question, or JSON Lines.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv", ".jsonl"];

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowOutcome> ReadLabelsAsync(Stream stream, ReadSettings settings, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
        {
            yield return why;
            yield break;
        }
        var rows = source.BeginsWithBrace ? Lines(source, settings.What, cancel) : Table(source, cancel);
        await foreach (var row in rows.WithCancellation(cancel))
            yield return row;
    }

    /// <summary>Labels of a stream that is known to be JSON Lines.</summary>
    internal static async IAsyncEnumerable<RowOutcome> OfLines(Stream stream, Wanted what, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var row in Lines(await Utf8Source.OpenAsync(stream, cancel), what, cancel))
            yield return row;
    }

    static async IAsyncEnumerable<RowOutcome> Lines(Utf8Source source, Wanted what, [EnumeratorCancellation] CancellationToken cancel)
    {
        var lines = new LineReader(source, Jsonl.MaxSnapshotLineBytes);
        while (await lines.NextAsync(cancel))
            if (lines.Fault() is { } fault)
                yield return fault;
            else if (!Jsonl.IsBlank(lines.Line.Span))
                foreach (var row in Line(lines, what))
                    yield return row;
    }

    static IEnumerable<RowOutcome> Line(LineReader lines, Wanted what)
    {
        var faults = new List<Fault>();
        var parsed = StrictJson.Parse(lines.Line.Span, Jsonl.MaxSnapshotLineBytes, MaxDepth, faults, longNumbers: true);
        if (faults.Count > 0 || parsed is not { } line)
            return [Jsonl.ToRowFault(lines.Number, faults[0]).Of(lines.Line.Span)];
        if (line.ValueKind != JsonValueKind.Object)
            return [new RowFault(lines.Number, "This line is not a JSON object.", "Write each label as {\"id\": …, \"answers\": {…}} on a line of its own.").Of(lines.Line.Span)];
        return line.TryGetProperty("groundwork", out _) ? Exported(lines, what) : [Given(lines.Number, line, lines.Line.Span)];
    }

    // The native export: what was resolved is one label; the individual answers are as many as counted.
    static IEnumerable<RowOutcome> Exported(LineReader lines, Wanted what)
    {
        var read = NativeRows.Read(lines.Number, lines.Line.Span);
        if (read is not SnapshotLine { Content: var row })
            return [read];
        if (what == Wanted.Answers)
            return [.. row.Answers.Where(a => a.Counted).Select(a => new LabelRow(lines.Number, row.ExternalId, a.AuthorName, Document(a.Document), false))];
        return row.Resolution?.Settled is not { } settled || settled.Equals(AnswerDocument.Empty) ? []
            : [new LabelRow(lines.Number, row.ExternalId, null, Document(settled, all: false), false)];
    }

    /// <summary>A document as the content of a label.</summary>
    /// <param name="document">The document.</param>
    /// <param name="all">Whether parts in which nothing stands are written, too.</param>
    internal static JsonElement Document(AnswerDocument document, bool all = true)
    {
        var whole = JsonElement.Parse(AnswerWriter.Canonical(document));
        return Columns.Object(json =>
        {
            foreach (var part in whole.EnumerateObject().Where(p => Parts.Contains(p.Name, StringComparer.Ordinal)
                && (all || p.Name == "answers" || p.Value.GetArrayLength() > 0)))
                part.WriteTo(json);
        });
    }

    static RowOutcome Given(long number, JsonElement line, ReadOnlySpan<byte> raw)
    {
        var names = line.EnumerateObject().Select(m => m.Name).ToList();
        var isDocument = names.Exists(n => Parts.Contains(n, StringComparer.Ordinal));
        var item = Columns.Find(names, ItemNames);
        var author = Columns.Find(names, AuthorNames);
        if (item is null || Plain(line.GetProperty(item)) is not { } id)
            return new RowFault(number, "This line doesn't say which item it is about.", "Add \"id\" with the item's id, as it was imported.").Of(raw);
        return new LabelRow(number, id, author is null ? null : Plain(line.GetProperty(author)), Columns.Object(json =>
        {
            foreach (var member in line.EnumerateObject())
                if (isDocument ? Parts.Contains(member.Name, StringComparer.Ordinal) : member.Name != item && member.Name != author)
                    member.WriteTo(json);
        }), !isDocument);
    }

    static string? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => text,
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    static async IAsyncEnumerable<RowOutcome> Table(Utf8Source source, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var records = await CsvRecords.OpenAsync(source, cancel);
        int item = At(records, ItemNames), author = At(records, AuthorNames);
        if ((records.HeaderFault ?? (item < 0 ? Missing(records.Header) : null)) is { } stop)
        {
            yield return stop;
            yield break;
        }
        while (await records.NextAsync() is var (cells, fault) && (cells is not null || fault is not null))
        {
            cancel.ThrowIfCancellationRequested();
            if (cells is null)
                yield return fault!;
            else if (cells[item].Length == 0)
                yield return new RowFault(records.Row, $"The cell \"{records.Header[item]}\" is empty.", "Fill in the item's id, or remove the row.").Of(records.Raw);
            else
                yield return new LabelRow(records.Row, cells[item], author < 0 || cells[author].Length == 0 ? null : cells[author], Columns.Object(json =>
                {
                    for (var at = 0; at < cells.Length; at++)
                        if (at != item && at != author)
                            json.WriteString(records.Header[at], cells[at]);
                }), true);
        }
    }

    static int At(CsvRecords records, string[] names) => Columns.Find(records.Header, names) is { } found ? records.Header.ToList().IndexOf(found) : -1;

    static RowFault Missing(IReadOnlyList<string> header) => new(0, "No column says which item a row is about.",
        header.Count == 0 ? "Choose a file with a header line such as id,label." : $"Call the column with the items' ids \"id\"; the header has {string.Join(", ", header.Take(10))}.");
}
