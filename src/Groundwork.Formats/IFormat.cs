using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats;

/// <summary>An exchange format. What it can do is which of the interfaces below it implements.</summary>
public interface IFormat : ICatalogued
{
    /// <summary>File name extensions with their dot, lower case, the usual one first.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether items, votes or labels can be read from it.</summary>
    bool CanRead => this is IItemReader or IVoteReader or ILabelReader;

    /// <summary>Whether snapshots can be written in it.</summary>
    bool CanWrite => this is ISnapshotWriter;

    /// <summary>Whether a part of a file tells nothing, because what says what is in it stands at its end.</summary>
    bool NeedsWhole => false;

    /// <summary>Why it can't be used on this machine, as a sentence; null if it can, as all formats that need nothing beside the program.</summary>
    string? Missing => null;

    /// <summary>What to do about that, as a sentence.</summary>
    string MissingTodo => "";
}

/// <summary>A format that items are imported from.</summary>
public interface IItemReader : IFormat
{
    /// <summary>
    /// Looks at the beginning and gives the columns, the mapping and the rows, in one pass over the stream, which need not be seekable
    /// and stays the caller's.
    /// </summary>
    /// <exception cref="IOException">The stream fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<ItemReading> OpenAsync(Stream stream, ItemMapping wanted, CancellationToken cancel = default);

    /// <summary>
    /// The same, for formats that can only be read from a file, which <paramref name="scratch"/> gives, and only so many at a time:
    /// with <paramref name="waits"/> it waits for its turn, without it fails when none comes soon.
    /// </summary>
    Task<ItemReading> OpenAsync(Stream stream, ItemMapping wanted, Func<Stream> scratch, bool waits, CancellationToken cancel = default) => OpenAsync(stream, wanted, cancel);
}

/// <summary>A format that crowd votes are imported from.</summary>
public interface IVoteReader : IFormat
{
    /// <summary>Reads <see cref="VoteRow"/>s and <see cref="RowFault"/>s in one pass over the stream, which stays the caller's.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    IAsyncEnumerable<RowOutcome> ReadVotesAsync(Stream stream, CancellationToken cancel = default);
}

/// <summary>A format that labels of items are imported from, by whomever they were made.</summary>
public interface ILabelReader : IFormat
{
    /// <summary>Reads <see cref="LabelRow"/>s and <see cref="RowFault"/>s in one pass over the stream, which stays the caller's.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="settings">What to read of it, and what its names mean.</param>
    /// <param name="cancel">Stops reading.</param>
    /// <exception cref="IOException">The stream fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    IAsyncEnumerable<RowOutcome> ReadLabelsAsync(Stream stream, ReadSettings settings, CancellationToken cancel = default);
}

/// <summary>A format that snapshots are written in.</summary>
public interface ISnapshotWriter : IFormat
{
    /// <summary>The media type of what is written.</summary>
    string MediaType { get; }

    /// <summary>What it may be unable to hold, all of it.</summary>
    IReadOnlyList<LossKind> Losses { get; }

    /// <summary>Writes the rows as they come; equal input gives equal bytes, whatever the machine and its culture.</summary>
    /// <returns>What the file does not hold of the rows.</returns>
    /// <exception cref="IOException">The stream fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, WriteSettings settings, CancellationToken cancel = default);
}

/// <summary>A format whose exports can be read back.</summary>
public interface ISnapshotReader : IFormat
{
    /// <summary>Reads <see cref="SnapshotLine"/>s and <see cref="RowFault"/>s in one pass over the stream, which stays the caller's.</summary>
    /// <exception cref="IOException">The stream fails.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    IAsyncEnumerable<RowOutcome> ReadSnapshotAsync(Stream stream, CancellationToken cancel = default);
}

/// <summary>Which columns mean what; null lets the format guess, and stays null where it cannot.</summary>
/// <param name="Text">The column with the text.</param>
/// <param name="Id">The column with the external id.</param>
/// <param name="Split">The column with the split (train, test, …).</param>
public sealed record ItemMapping(string? Text = null, string? Id = null, string? Split = null);

/// <summary>An opened file of items.</summary>
/// <param name="Columns">The columns that were found; of nested objects as <c>outer.inner</c>.</param>
/// <param name="Mapping">The mapping that the rows are read with.</param>
/// <param name="Unreadable">Why nothing at all can be read, or null; there are no rows then.</param>
/// <param name="Rows"><see cref="ItemRow"/>s and <see cref="RowFault"/>s; can be enumerated once.</param>
public sealed record ItemReading(IReadOnlyList<string> Columns, ItemMapping Mapping, RowFault? Unreadable, IAsyncEnumerable<RowOutcome> Rows)
{
    internal static ItemReading Failed(RowFault why) => new([], new(), why, AsyncEnumerable.Empty<RowOutcome>());
}

/// <summary>What became of one row.</summary>
/// <param name="Row">Its number as an editor or spreadsheet shows it, from 1; 0 stands for the whole file.</param>
public abstract record RowOutcome(long Row);

/// <summary>A row that could not be read; the rows around it are not affected.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Reason">What is wrong, as a sentence.</param>
/// <param name="Todo">What to do about it, as a sentence.</param>
public sealed record RowFault(long Row, string Reason, string Todo) : RowOutcome(Row)
{
    /// <summary>The most characters of a row that are kept to show it.</summary>
    public const int MostRaw = 2_000;

    /// <summary>The row as it stood in the file, or its beginning; null if it was too long to be kept, or if this is about the whole file.</summary>
    public string? Raw { get; init; }

    /// <summary>Nothing is wrong but that an earlier row says it already, and counts.</summary>
    public bool Repeats { get; init; }

    internal RowFault Of(ReadOnlySpan<byte> line) => this with { Raw = Shown(System.Text.Encoding.UTF8.GetString(line[..Math.Min(line.Length, 4 * MostRaw)])) };

    internal RowFault Of(ReadOnlySpan<char> record) => this with { Raw = Shown(record[..Math.Min(record.Length, MostRaw + 1)].ToString()) };

    // Neither U+0000 nor half a character can be stored; what shows in their place says that something was there.
    static string Shown(string raw)
    {
        var text = raw.TrimEnd('\r', '\n');
        var cut = text.Length <= MostRaw ? text : text[..(char.IsHighSurrogate(text[MostRaw - 1]) ? MostRaw - 1 : MostRaw)] + "…";
        return string.Create(cut.Length, cut, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                to[i] = from[i] == '\0' || char.IsHighSurrogate(from[i]) && !(i + 1 < from.Length && char.IsLowSurrogate(from[i + 1]))
                    || char.IsLowSurrogate(from[i]) && !(i > 0 && char.IsHighSurrogate(from[i - 1])) ? '\ufffd' : from[i];
        });
    }
}

/// <summary>A row that became an item.</summary>
/// <param name="Row">Its number.</param>
/// <param name="ExternalId">The user's id, or null if the row has none.</param>
/// <param name="Modality">The name of the modality, e.g. <c>text</c>.</param>
/// <param name="Payload">The payload, in the modality's shape.</param>
/// <param name="Metadata">Everything else in the row, as a JSON object.</param>
/// <param name="Split">The split that the row names, or null.</param>
public sealed record ItemRow(long Row, string? ExternalId, string Modality, JsonElement Payload, JsonElement Metadata, string? Split) : RowOutcome(Row)
{
    /// <summary>The text of a text item, exactly as it stood in the file.</summary>
    public string? Text => Payload.TryGetProperty("text", out var text) ? text.GetString() : null;
}

/// <summary>One vote.</summary>
/// <param name="Row">The row's number.</param>
/// <param name="Worker">Who voted.</param>
/// <param name="Task">What about.</param>
/// <param name="Label">The vote.</param>
/// <param name="Gold">The known answer of the task, or null.</param>
public sealed record VoteRow(long Row, string Worker, string Task, string Label, string? Gold) : RowOutcome(Row);

/// <summary>What somebody says about one item.</summary>
/// <param name="Row">The row's number.</param>
/// <param name="Item">The item's external id.</param>
/// <param name="Author">Who says it, or null if the row doesn't tell.</param>
/// <param name="Content">An answer document without its version; or, of a row of columns, an object of them.</param>
/// <param name="IsColumns">Whether it is a row of columns, of which those that are named like a question are answers.</param>
public sealed record LabelRow(long Row, string Item, string? Author, JsonElement Content, bool IsColumns) : RowOutcome(Row)
{
    /// <summary>Other ids that the item may have, to be tried in this order: a file's name without its folder, for instance.</summary>
    public IReadOnlyList<string> OrElse { get; init; } = [];
}

/// <summary>One row of a snapshot that was read back.</summary>
/// <param name="Row">The line's number.</param>
/// <param name="Content">The row.</param>
public sealed record SnapshotLine(long Row, SnapshotRow Content) : RowOutcome(Row)
{
    /// <summary>What the line says of its snapshot; of the first line that has the manifest, too.</summary>
    public JsonElement? Snapshot { get; init; }
}

/// <summary>How to write a snapshot.</summary>
public sealed record WriteSettings
{
    /// <summary>What becomes a row where a format has flat rows.</summary>
    public Wanted What { get; init; } = Wanted.Resolutions;

    /// <summary>
    /// Whether to prefix text cells that a spreadsheet would take for a formula with an apostrophe and to begin with a byte
    /// order mark. It alters data, so it is off unless asked for.
    /// </summary>
    public bool SpreadsheetSafe { get; init; }

    /// <summary>Gives a new, empty stream for what can only be written later; it is read back once and disposed of.</summary>
    public Func<Stream> Scratch { get; init; } = () => new MemoryStream();
}

/// <summary>How to read labels.</summary>
public sealed record ReadSettings
{
    /// <summary>Of a file that has both: what was resolved, or each individual answer.</summary>
    public Wanted What { get; init; } = Wanted.Resolutions;

    /// <summary>Of a file that has both: what models said instead of what people did.</summary>
    public bool Predictions { get; init; }

    /// <summary>The ontology whose classes and questions the file's names stand for; without it names are taken as they are.</summary>
    public OntologyDocument? Ontology { get; init; }

    /// <summary>Whether a format of which only so many files can be read at a time waits for its turn, however long that takes.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>Gives a new, empty stream for what can only be read later; it is read back and disposed of.</summary>
    public Func<Stream> Scratch { get; init; } = () => new MemoryStream();
}

/// <summary>What becomes a row.</summary>
public enum Wanted
{
    /// <summary>One row per task, with the answer that the system stands behind.</summary>
    Resolutions,

    /// <summary>One row per individual answer.</summary>
    Answers,
}
