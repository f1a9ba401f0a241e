using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Streams;

/// <summary>One sentence, or one item of an export.</summary>
/// <param name="Row">The line that it begins on.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Text">Its text, exactly or as its words with spaces between.</param>
/// <param name="Author">Who tagged it, or null.</param>
/// <param name="IsCounted">Whether it counts towards the result.</param>
/// <param name="Document">The number of its document in the file, from 1; 0 if there are no documents.</param>
/// <param name="Spans">The spans, in code points.</param>
sealed record ConllBlock(long Row, string Item, string Text, string? Author, bool IsCounted, int Document, IReadOnlyList<(int Start, int End, string Class)> Spans);

/// <summary>Reads blocks of lines: a word first, its tag last, comments before, blank lines between.</summary>
static class ConllBlocks
{
    const int MaxLineBytes = 8 * 1024 * 1024, MostWords = 1_000_000, LongestClass = 64;

    sealed class Lines(long row)
    {
        public long Row { get; } = row;
        public Dictionary<string, string> Comments { get; } = new(StringComparer.Ordinal);
        public List<(string Word, string Tag)> Words { get; } = [];
        public RowFault? Fault { get; set; }
    }

    public static async IAsyncEnumerable<(ConllBlock? Block, RowFault? Fault)> ReadAsync(Utf8Source source, [EnumeratorCancellation] CancellationToken cancel)
    {
        var lines = new LineReader(source, MaxLineBytes);
        Lines? open = null;
        var document = 0;
        while (await lines.NextAsync(cancel))
        {
            if (lines.Fault() is { } fault)
            {
                open ??= new(lines.Number);
                open.Fault ??= fault;
                continue;
            }
            var line = Encoding.UTF8.GetString(lines.Line.Span);
            var isStart = line.StartsWith("-DOCSTART-", StringComparison.Ordinal);
            if (isStart)
                document++;
            if (isStart || line.AsSpan().Trim(" \t").IsEmpty)
            {
                if (open is not null)
                    yield return Block(open, document - (isStart ? 1 : 0));
                open = null;
                continue;
            }
            open ??= new(lines.Number);
            open.Fault ??= Take(open, line, lines.Number);
        }
        if (open is not null)
            yield return Block(open, document);
    }

    static RowFault? Take(Lines block, string line, long number)
    {
        var columns = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (line[0] == '#' && (line.Contains(" = ", StringComparison.Ordinal) || columns.Length < 2 || Split(columns[^1]) is null))
            return Comment(block, line, number);
        if (columns.Length < 2)
            return new RowFault(number, "This line has a word and no tag.", "Write the word first and its tag last, with a space or a tab between.").Of(line.AsSpan());
        if (Split(columns[^1]) is null)
            return new RowFault(number, $"\"{columns[^1]}\" is no tag.", "Write O, or B-, I-, E-, S-, L- or U- and a class of at most 64 characters.").Of(line.AsSpan());
        if (block.Words.Count == MostWords)
            return new RowFault(block.Row, "This sentence has over a million words.", "Put a blank line between sentences.");
        block.Words.Add((columns[0], columns[^1]));
        return null;
    }

    static RowFault? Comment(Lines block, string line, long number)
    {
        var equals = line.IndexOf(" = ", StringComparison.Ordinal);
        if (equals < 0 || block.Words.Count > 0)
            return null;
        var (name, value) = (line[1..equals].Trim(), line[(equals + 3)..]);
        if (name.EndsWith("_json", StringComparison.Ordinal))
        {
            var faults = new List<Fault>();
            if (StrictJson.Parse(Encoding.UTF8.GetBytes(value), MaxLineBytes, 2, faults) is not { ValueKind: JsonValueKind.String } text || faults.Count > 0)
                return new RowFault(number, $"The comment \"{name}\" is not a text in JSON.", "Put it into double quotes, with line breaks as \\n.").Of(line.AsSpan());
            (name, value) = (name[..^"_json".Length], text.GetString()!);
        }
        block.Comments[name] = value;
        return null;
    }

    static (ConllBlock?, RowFault?) Block(Lines lines, int document)
    {
        if (lines.Fault is { } fault)
            return (null, fault);
        if (lines.Words.Count == 0 && !lines.Comments.ContainsKey("text"))
            return (null, new(lines.Row, "There are comments and no words.", "Add the words, or remove the comments."));
        var text = lines.Comments.GetValueOrDefault("text") ?? string.Join(' ', lines.Words.Select(w => w.Word));
        if (Places(text, lines.Words) is not { } places)
            return (null, new(lines.Row, "The words are not those of the comment \"text\".", "Correct one of the two, or remove the comment: the words are joined with spaces then."));
        var offsets = new TextOffsets(text);
        var spans = Spans(lines.Words, places).Select(s => (offsets.CodePoint(s.Start)!.Value, offsets.CodePoint(s.End)!.Value, s.Class)).ToList();
        var id = Given(lines, "id") ?? Given(lines, "sent_id") ?? "text-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
        return (new(lines.Row, id, text, Given(lines, "annotator"), Given(lines, "counted") != "false", document, spans), null);
    }

    static string? Given(Lines lines, string name) => lines.Comments.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    // Only spaces may stand between words, so that no word is found in a wrong place.
    static List<(int Start, int End)>? Places(string text, List<(string Word, string Tag)> words)
    {
        var places = new List<(int, int)>(words.Count);
        var at = 0;
        foreach (var (word, _) in words)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (!text.AsSpan(at).StartsWith(word, StringComparison.Ordinal) || at + word.Length < text.Length && char.IsLowSurrogate(text[at + word.Length]))
                return null;
            places.Add((at, at + word.Length));
            at += word.Length;
        }
        return text.AsSpan(at).IsWhiteSpace() ? places : null;
    }

    // Reads all schemes at once: B and S and U begin, E and L and S and U end, and I goes on or begins where nothing of its class is open.
    static IEnumerable<(int Start, int End, string Class)> Spans(List<(string Word, string Tag)> words, List<(int Start, int End)> places)
    {
        (int Start, int End, string Class)? open = null;
        for (var at = 0; at < words.Count; at++)
        {
            var (scheme, name) = Split(words[at].Tag)!.Value;
            if (open is { } before && (scheme is 'O' or 'B' or 'S' or 'U' || before.Class != name))
            {
                yield return before;
                open = null;
            }
            if (scheme == 'O')
                continue;
            open = (open?.Start ?? places[at].Start, places[at].End, name);
            if (scheme is not ('E' or 'L' or 'S' or 'U'))
                continue;
            yield return open.Value;
            open = null;
        }
        if (open is { } last)
            yield return last;
    }

    static (char Scheme, string Class)? Split(string tag) =>
        tag is "O" or "_" ? ('O', "") : tag is ['B' or 'I' or 'E' or 'S' or 'L' or 'U', '-', _, ..] && tag.Length <= LongestClass + 2 ? (tag[0], tag[2..]) : null;
}
