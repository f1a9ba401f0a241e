using System.Runtime.CompilerServices;
using System.Text;
using Groundwork.Formats.Streams;

namespace Groundwork.Formats;

/// <summary>Imports a plain text file: every line that is not blank becomes an item.</summary>
public sealed class PlainText : IItemReader
{
    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public string Title => "Plain text";

    /// <inheritdoc/>
    public string Description => "One item per line; blank lines are passed over.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".txt", ".text"];

    /// <inheritdoc/>
    public async Task<ItemReading> OpenAsync(Stream stream, ItemMapping wanted, CancellationToken cancel = default)
    {
        var source = await Utf8Source.OpenAsync(stream, cancel);
        return source.Unreadable is { } why
            ? ItemReading.Failed(why)
            : new(["text"], new("text"), null, Rows(source, cancel));
    }

    static async IAsyncEnumerable<RowOutcome> Rows(Utf8Source source, CancellationToken opened, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(opened, cancel);
        var lines = new LineReader(source, Jsonl.MaxLineBytes);
        var none = Columns.Object(_ => { });
        var any = false;
        while (await lines.NextAsync(both.Token))
        {
            var outcome = lines.Fault() ?? (Encoding.UTF8.GetString(lines.Line.Span) is var text && !string.IsNullOrWhiteSpace(text)
                ? Columns.Item(lines.Number, null, text, none, null) : null);
            any |= outcome is not null;
            if (outcome is not null)
                yield return outcome;
        }
        if (!any)
            yield return new RowFault(0, "The file is empty.", "Choose a file with at least one line of text.");
    }
}
