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
        while (await lines.NextAsync(both.Token))
        {
            if (lines.Fault() is { } fault)
                yield return fault;
            else if (Encoding.UTF8.GetString(lines.Line.Span) is var text && !string.IsNullOrWhiteSpace(text))
                yield return Columns.Item(lines.Number, null, text, none, null);
        }
    }
}
