using System.Runtime.CompilerServices;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>Writes marked texts with a word and its tag on each line, and imports such files: the texts as items, the marks as labels.</summary>
public sealed class Conll : IItemReader, ILabelReader, ISnapshotWriter
{
    /// <inheritdoc/>
    public string Name => "conll";

    /// <inheritdoc/>
    public string Title => "CoNLL";

    /// <inheritdoc/>
    public string Description => "Names and other marks in texts as columns, one word per line with a BIO tag; what taggers are trained on.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".conll", ".bio", ".iob", ".iob2"];

    /// <inheritdoc/>
    public string MediaType => "text/plain";

    /// <inheritdoc/>
    public IReadOnlyList<LossKind> Losses => ConllWriter.Losses;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Loss>> WriteAsync(Stream stream, SnapshotHeader header, IAsyncEnumerable<SnapshotRow> rows, WriteSettings settings, CancellationToken cancel = default) =>
        new ConllWriter(settings.What).WriteAsync(stream, rows, cancel);

    /// <inheritdoc/>
    public async Task<ItemReading> OpenAsync(Stream stream, ItemMapping wanted, CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        return source.Unreadable is { } why ? ItemReading.Failed(why) : new(["text"], new("text"), null, Items(source, cancel));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RowOutcome> ReadLabelsAsync(Stream stream, ReadSettings settings, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        if (source.Unreadable is { } why)
        {
            yield return why;
            yield break;
        }
        var names = new LabelNames(settings.Ontology);
        var any = false;
        await foreach (var (block, fault) in ConllBlocks.ReadAsync(source, cancel))
        {
            any = true;
            if (fault is not null || block!.IsCounted || settings.What == Wanted.Resolutions)
                yield return fault is null ? Label(block!, names) : fault;
        }
        if (!any)
            yield return Empty;
        foreach (var unknown in names.Unknowns())
            yield return unknown;
    }

    static RowFault Empty => new(0, "The file is empty.", "Choose a file with a word and its tag on each line, and a blank line between sentences.");

    static async IAsyncEnumerable<RowOutcome> Items(Utf8Source source, CancellationToken opened, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(opened, cancel);
        var any = false;
        await foreach (var (block, fault) in ConllBlocks.ReadAsync(source, both.Token))
        {
            any = true;
            yield return fault ?? Columns.Item(block!.Row, block.Item, block.Text, Columns.Object(json =>
            {
                if (block.Document > 0)
                    json.WriteNumber("document", block.Document);
            }), null);
        }
        if (!any)
            yield return Empty;
    }

    static LabelRow Label(ConllBlock block, LabelNames names)
    {
        var objects = new List<LabelledObject>();
        foreach (var (start, end, name) in block.Spans)
            if (names.Class(name, block.Row) is { } named)
                objects.Add(new("s" + (objects.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), named.Name, Shapes.Span(start, end)));
        return new(block.Row, block.Item, block.Author, Labels.Document(AnswerDocument.Empty with { Objects = objects }, all: false), false);
    }
}
