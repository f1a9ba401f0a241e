using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>Writes each item as a block of lines <c>word -X- _ tag</c>, under comments that have its id and its text.</summary>
sealed class ConllWriter(Wanted what)
{
    static readonly HashSet<int> Nowhere = [];

    // Control characters and the separators of lines and paragraphs.
    static readonly SearchValues<char> Breaks = SearchValues.Create([.. Enumerable.Range(0, 0x2030).Select(c => (char)c).Where(c => char.IsControl(c) || c is '\u2028' or '\u2029')]);

    static readonly LossKind
        Items = new("Items that are not texts", "They have no words: they are left out."),
        Unknown = new("Texts without a result", "Without a tag a word would count as outside of everything: they are left out."),
        Overlaps = new("Spans that overlap", "A word has one tag: of spans that overlap, the one that begins first is written, and the longer one of those."),
        Edges = new("Spaces at the edges of spans", "Only words have tags: a span begins with its first word and ends with its last one."),
        Cut = new("Spans that end inside of a word", "The word is written in two, so that the span is exact.", Restored: true),
        Attributes = new("Attributes of objects", "A tag is a class, nothing else."),
        Relations = new("Relations between objects", "Lines of words have no place for them."),
        Questions = new("Answers to questions", "Lines of words have no place for them."),
        Others = new("Objects that are not spans", "They are left out, and so are spans beyond the end of the text."),
        Metadata = new("Metadata", "Of an item the file has its id and its text.");

    public static IReadOnlyList<LossKind> Losses { get; } = [Said.Unsettled, Items, Unknown, Overlaps, Edges, Cut, Attributes, Relations, Questions, Others, Metadata, Said.Origin, Said.Beside];

    readonly record struct Mark(int Start, int End, string Class);

    readonly LossCount _losses = new(Losses);

    public async Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, IAsyncEnumerable<SnapshotRow> rows, CancellationToken cancel)
    {
        var lines = new StringBuilder("-DOCSTART- -X- -X- O\n");
        await foreach (var row in rows.WithCancellation(cancel))
        {
            if (row.Modality != "text" || !row.Item.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
            {
                _losses.Add(Items, row.ExternalId);
                continue;
            }
            Said.CountOrigin(_losses, row);
            _losses.Add(Metadata, row.ExternalId, row.Metadata.GetPropertyCount() > 0 ? 1 : 0);
            Said.CountUnsettled(_losses, row, what);
            var offsets = new TextOffsets(text.GetString()!);
            var any = false;
            foreach (var said in Said.Of(row, what))
                // Questions may be settled where spans aren't.
                if (said.Answer is not null || row.Resolution?.Document is not null)
                {
                    any = true;
                    Block(lines, row, said, offsets);
                }
            if (!any && what == Wanted.Resolutions)
                _losses.Add(Unknown, row.ExternalId);
            if (lines.Length >= NativeRows.FlushAt)
                await Flush();
        }
        await Flush();
        return _losses.List();

        async Task Flush()
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(lines.ToString()), cancel);
            lines.Clear();
        }
    }

    void Block(StringBuilder block, SnapshotRow row, Said said, TextOffsets offsets)
    {
        Count(row, said);
        block.Append('\n');
        Comment(block, "id", row.ExternalId);
        if (said.Answer is { } answer)
        {
            Comment(block, "annotator", answer.AuthorName);
            if (!answer.Counted)
                Comment(block, "counted", "false");
        }
        Comment(block, "text", offsets.Text);
        var marks = Marks(row, said, offsets);
        var edges = marks.Count == 0 ? Nowhere : marks.SelectMany(m => new[] { m.Start, m.End }).ToHashSet();
        var next = 0;
        foreach (var (start, end) in Words.Of(offsets, edges))
        {
            while (next < marks.Count && marks[next].End <= start)
                next++;
            var mark = next < marks.Count && marks[next].Start <= start ? marks[next] : default;
            block.Append(offsets.Text, offsets.Units(start), offsets.Units(end) - offsets.Units(start)).Append(" -X- _ ")
                .Append(mark.Class is null ? "O" : mark.Start == start ? "B-" : "I-").Append(mark.Class).Append('\n');
        }
    }

    void Count(SnapshotRow row, Said said)
    {
        _losses.Add(Attributes, row.ExternalId, said.Document.Objects.Count(o => o.Attributes.Count > 0));
        _losses.Add(Relations, row.ExternalId, said.Document.Relations.Count);
        _losses.Add(Questions, row.ExternalId, said.Document.Answers.Count);
    }

    /// <summary>The spans that can be written, in order, each beginning and ending with a word.</summary>
    List<Mark> Marks(SnapshotRow row, Said said, TextOffsets offsets)
    {
        var marks = new List<Mark>();
        var spans = new List<Mark>();
        foreach (var each in said.Document.Objects)
            if (each.GeometryType == "span" && Shapes.Number(each.Geometry, "end") <= offsets.Length)
                spans.Add(new((int)Shapes.Number(each.Geometry, "start"), (int)Shapes.Number(each.Geometry, "end"), each.Class));
            else
                _losses.Add(Others, $"{row.ExternalId}, {each.Id}");
        if (spans.Count == 0)
            return marks;
        var ends = Words.Of(offsets, Nowhere).SelectMany(w => new[] { w.Start, w.End }).ToHashSet();
        foreach (var span in spans.OrderBy(s => s.Start).ThenByDescending(s => s.End))
        {
            var (start, end) = (span.Start, span.End);
            while (start < end && Words.IsSpace(offsets, start))
                start++;
            while (start < end && Words.IsSpace(offsets, end - 1))
                end--;
            if (start == end || marks.Count > 0 && start < marks[^1].End)
            {
                _losses.Add(start == end ? Edges : Overlaps, Example(row, span));
                continue;
            }
            if (start != span.Start || end != span.End)
                _losses.Add(Edges, Example(row, span));
            if (!ends.Contains(start) || !ends.Contains(end))
                _losses.Add(Cut, Example(row, span));
            marks.Add(new(start, end, span.Class));
        }
        return marks;
    }

    static string Example(SnapshotRow row, Mark span) => string.Create(CultureInfo.InvariantCulture, $"{row.ExternalId}, {span.Class} from {span.Start} to {span.End}");

    // What can't stand on a line as it is, is written as JSON.
    static void Comment(StringBuilder block, string name, string text)
    {
        var plain = text.Length > 0 && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]) && !text.AsSpan().ContainsAny(Breaks);
        block.Append("# ").Append(name).Append(plain ? " = " : "_json = ")
            .Append(plain ? text : Encoding.UTF8.GetString(new CanonicalJson().Text(text).Written)).Append('\n');
    }
}

/// <summary>Cuts texts into words: letters, digits and what joins them stay together, every other character stands alone, spaces are between.</summary>
static class Words
{
    public static bool IsSpace(TextOffsets text, int at) => text.Text[text.Units(at)] is <= '\x7f' and var c ? char.IsWhiteSpace(c) : Rune.IsWhiteSpace(Rune.GetRuneAt(text.Text, text.Units(at)));

    /// <summary>The words from start to end, in code points; at the given edges a word is cut.</summary>
    public static IEnumerable<(int Start, int End)> Of(TextOffsets text, IReadOnlySet<int> edges)
    {
        for (var at = 0; at < text.Length;)
        {
            if (IsSpace(text, at))
            {
                at++;
                continue;
            }
            var start = at++;
            while (at < text.Length && !edges.Contains(at) && (IsMark(text, at) || IsLetter(text, at) && IsLetter(text, at - 1)))
                at++;
            yield return (start, at);
        }
    }

    static UnicodeCategory Category(TextOffsets text, int at) => text.Text[text.Units(at)] is <= '\x7f' and var c ? char.GetUnicodeCategory(c) : Rune.GetUnicodeCategory(Rune.GetRuneAt(text.Text, text.Units(at)));

    static bool IsLetter(TextOffsets text, int at) => Category(text, at) <= UnicodeCategory.OtherLetter || Category(text, at) <= UnicodeCategory.OtherNumber && Category(text, at) >= UnicodeCategory.NonSpacingMark;

    static bool IsMark(TextOffsets text, int at) => Category(text, at) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;
}
