using System.Runtime.CompilerServices;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>Imports JSON Lines as items, and writes and reads the native export: one task per line with everything in it.</summary>
public sealed class Jsonl : IItemReader, ISnapshotWriter, ISnapshotReader
{
    /// <summary>The longest line that is read, in bytes.</summary>
    public const int MaxLineBytes = 8 * 1024 * 1024;

    /// <summary>The longest line of a native export that is read back, in bytes: a task can have many large answers.</summary>
    public const int MaxSnapshotLineBytes = 256 * 1024 * 1024;

    const int MaxDepth = 64;
    const int PeekRows = 50;
    const int PeekBytes = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "jsonl";

    /// <inheritdoc/>
    public string Title => "JSON Lines";

    /// <inheritdoc/>
    public string Description => "One JSON object per line; the format that keeps everything, and the native export.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".jsonl", ".ndjson"];

    /// <inheritdoc/>
    public string MediaType => "application/jsonl";

    /// <inheritdoc/>
    public async Task<ItemReading> OpenAsync(Stream stream, ItemMapping wanted, CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
            return ItemReading.Failed(why);
        var lines = new LineReader(source, MaxLineBytes);
        var first = new List<(long Row, JsonElement? Value, RowFault? Fault)>();
        var columns = new List<string>();
        for (long bytes = 0; first.Count < PeekRows && bytes < PeekBytes && await lines.NextAsync(cancel); bytes += lines.Line.Length)
        {
            if (Parse(lines) is not { } row)
                continue;
            first.Add(row);
            if (row.Value is { } value)
                AddColumns(value, "", columns);
        }
        if (first.Count == 0)
            return ItemReading.Failed(new(0, "The file is empty.", "Choose a file with one JSON object per line."));
        var mapping = Columns.Guess(wanted, columns);
        return new(columns, mapping, null, Rows(first, lines, mapping, columns, cancel));
    }

    /// <inheritdoc/>
    public IReadOnlyList<LossKind> Losses => [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, WriteSettings settings, CancellationToken cancel = default)
    {
        await NativeRows.WriteAsync(stream, header, rows, cancel);
        return [];
    }

    /// <summary>
    /// Writes the native export of rows as they are stored, which is nearly a copy: each line only says of which snapshot it is. The
    /// same bytes as <see cref="WriteAsync"/> writes of the same rows.
    /// </summary>
    /// <param name="rows">The stored lines; stays the caller's.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="header">What they have in common.</param>
    /// <param name="written">Told how many lines are written.</param>
    /// <param name="cancel">Stops writing.</param>
    public static Task CopyAsync(Stream rows, Stream stream, SnapshotHeader header, Action<long> written, CancellationToken cancel = default) =>
        NativeCopy.WriteAsync(rows, stream, header, written, cancel);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowOutcome> ReadSnapshotAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
        {
            yield return why;
            yield break;
        }
        var lines = new LineReader(source, MaxSnapshotLineBytes);
        while (await lines.NextAsync(cancel))
        {
            if (lines.Fault() is { } fault)
                yield return fault;
            else if (!IsBlank(lines.Line.Span))
                yield return NativeRows.Read(lines.Number, lines.Line.Span);
        }
    }

    /// <summary>A fault of a document as the fault of a row: the message's first sentence is the reason, the rest says what to do.</summary>
    internal static RowFault ToRowFault(long row, Fault fault)
    {
        var end = fault.Message.IndexOf(". ", StringComparison.Ordinal);
        var reason = end < 0 ? fault.Message : fault.Message[..(end + 1)];
        return new(row, fault.Path.Length == 0 ? reason : $"{fault.Path}: {reason}",
            end < 0 ? "Correct the row and import it again." : fault.Message[(end + 2)..]);
    }

    static async IAsyncEnumerable<RowOutcome> Rows(List<(long Row, JsonElement? Value, RowFault? Fault)> first, LineReader lines, ItemMapping mapping,
        List<string> columns, CancellationToken opened, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(opened, cancel);
        if (mapping.Text is null && columns.Count > 0 && Columns.Fault(mapping, columns) is { } unclear)
        {
            yield return unclear;
            yield break;
        }
        foreach (var row in first)
            yield return row.Fault ?? Item(row.Row, row.Value!.Value, mapping);
        first.Clear();
        while (await lines.NextAsync(both.Token))
            if (Parse(lines) is { } row)
                yield return row.Fault ?? Item(row.Row, row.Value!.Value, mapping);
    }

    static (long Row, JsonElement? Value, RowFault? Fault)? Parse(LineReader lines)
    {
        if (lines.Fault() is { } fault)
            return (lines.Number, null, fault);
        if (IsBlank(lines.Line.Span))
            return null;
        var faults = new List<Fault>();
        var value = StrictJson.Parse(lines.Line.Span, MaxLineBytes, MaxDepth, faults, longNumbers: true);
        if (faults.Count > 0)
            return (lines.Number, null, ToRowFault(lines.Number, faults[0]).Of(lines.Line.Span));
        return value is { ValueKind: JsonValueKind.Object } item
            ? (lines.Number, WithoutAnswers(item), null)
            : (lines.Number, null, new RowFault(lines.Number, "This line is not a JSON object.", "Write each item as {\"text\": …} on a line of its own, without a list around them.").Of(lines.Line.Span));
    }

    static RowOutcome Item(long row, JsonElement value, ItemMapping mapping) =>
        Read(row, value, mapping) switch
        {
            RowFault fault => fault.Of(value.GetRawText()),
            var outcome => outcome,
        };

    static RowOutcome Read(long row, JsonElement value, ItemMapping mapping)
    {
        if (mapping.Text is null || Find(value, mapping.Text) is not { ValueKind: not JsonValueKind.Null } text)
            return new RowFault(row, $"There is no \"{mapping.Text ?? "text"}\" in this line.", "Add it, or choose the member that holds the text.");
        if (text.ValueKind != JsonValueKind.String)
            return new RowFault(row, $"\"{mapping.Text}\" is {JsonMembers.Kind(text)}, not a text.", "Put the text into double quotes, or choose another member.");
        var id = mapping.Id is null ? null : Find(value, mapping.Id);
        if (id is { ValueKind: JsonValueKind.Object or JsonValueKind.Array })
            return new RowFault(row, $"\"{mapping.Id}\" is {JsonMembers.Kind(id.Value)}, not an id.", "Use a text or a number as the id, or choose another member.");
        var split = mapping.Split is null ? null : Find(value, mapping.Split);
        var metadata = Columns.Object(json => WriteRest(json, value, "", mapping));
        return Columns.Item(row, Plain(id), text.GetString(), metadata, Plain(split));
    }

    // Numbers keep their digits: ids of 19 digits are not doubles.
    static string? Plain(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other => other.GetRawText(),
        _ => null,
    };

    // Of a line of the native export only the item is imported: answers in the metadata would show annotators what others said.
    static JsonElement WithoutAnswers(JsonElement value)
    {
        if (!value.TryGetProperty("groundwork", out _) || !value.TryGetProperty("item", out _))
            return value;
        return Columns.Object(json =>
        {
            foreach (var member in value.EnumerateObject())
                if (member.Name is "externalId" or "item" or "metadata" or "split")
                    member.WriteTo(json);
        });
    }

    // Objects keep their shape; only "metadata" is lifted, where none of its members has a namesake beside it.
    static void WriteRest(Utf8JsonWriter json, JsonElement value, string prefix, ItemMapping mapping)
    {
        foreach (var member in value.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (IsMapped(name, mapping))
                continue;
            var nested = prefix.Length == 0 && member.Value.ValueKind == JsonValueKind.Object;
            if (nested && member.Name == "metadata" && !member.Value.EnumerateObject().Any(inner => value.TryGetProperty(inner.Name, out _)))
                WriteRest(json, member.Value, "metadata.", mapping);
            else if (!nested || IsEmpty(member.Value))
                member.WriteTo(json);
            else if (member.Value.EnumerateObject().Any(inner => !IsMapped(name + "." + inner.Name, mapping)))
            {
                json.WriteStartObject(member.Name);
                WriteRest(json, member.Value, name + ".", mapping);
                json.WriteEndObject();
            }
        }
    }

    static bool IsMapped(string name, ItemMapping mapping) => name == mapping.Text || name == mapping.Id || name == mapping.Split;

    static bool IsEmpty(JsonElement value) => value.GetPropertyCount() == 0;

    static JsonElement? Find(JsonElement value, string column)
    {
        if (value.TryGetProperty(column, out var direct))
            return direct;
        var dot = column.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && value.TryGetProperty(column[..dot], out var outer) && outer.ValueKind == JsonValueKind.Object
            && outer.TryGetProperty(column[(dot + 1)..], out var inner)
            ? inner
            : null;
    }

    static void AddColumns(JsonElement value, string prefix, List<string> columns)
    {
        foreach (var member in value.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (prefix.Length == 0 && member.Value.ValueKind == JsonValueKind.Object)
                AddColumns(member.Value, name + ".", columns);
            else if (columns.Count < 1_000 && !columns.Contains(name, StringComparer.Ordinal))
                columns.Add(name);
        }
    }

    internal static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;
}
