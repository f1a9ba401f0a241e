using System.Globalization;
using System.Text;
using Groundwork.Core;

namespace Groundwork.Formats.Tests;

static class Support
{
    public static string Root { get; } = FindRoot();

    public static string[] SamplesOf(string format) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Samples", format)).Order(StringComparer.Ordinal)];

    /// <summary>Everything that a format reads from these bytes, as lines of text that can be compared.</summary>
    public static async Task<List<string>> Everything(IFormat format, Stream stream)
    {
        var lines = new List<string>();
        if (format is IItemReader items)
        {
            var reading = await items.OpenAsync(stream, new());
            lines.Add($"columns {string.Join(", ", reading.Columns)}; {reading.Mapping}");
            if (reading.Unreadable is { } why)
                lines.Add(Describe(why));
            await foreach (var row in reading.Rows)
                lines.Add(Describe(row));
            if (!stream.CanSeek && format is ILabelReader)
                return lines;
        }
        if (stream.CanSeek)
            stream.Position = 0;
        if (format is IVoteReader votes)
            await foreach (var row in votes.ReadVotesAsync(stream))
                lines.Add(Describe(row));
        if (format is ILabelReader labels)
            await foreach (var row in labels.ReadLabelsAsync(stream, new()))
                lines.Add(Describe(row));
        if (format is ISnapshotReader snapshots && stream.CanSeek)
            await foreach (var row in snapshots.ReadSnapshotAsync(stream))
                lines.Add(Describe(row));
        return lines;
    }

    public static Task<List<string>> Everything(IFormat format, byte[] bytes) => Everything(format, new MemoryStream(bytes));

    public static string Describe(RowOutcome row) => row switch
    {
        RowFault fault => Invariant($"{fault.Row} FAULT {fault.Reason} -> {fault.Todo}"),
        ItemRow item => Invariant($"{item.Row} ITEM id={item.ExternalId ?? "-"} split={item.Split ?? "-"} text={item.Text} metadata={item.Metadata.GetRawText()}"),
        VoteRow vote => Invariant($"{vote.Row} VOTE {vote.Worker} on {vote.Task}: {vote.Label} (gold {vote.Gold ?? "-"})"),
        LabelRow label => Invariant($"{label.Row} LABEL {label.Item} by {label.Author ?? "-"} {(label.IsColumns ? "columns" : "document")}={label.Content.GetRawText()}{string.Concat(label.OrElse.Select(o => " or " + o))}"),
        _ => row.ToString(),
    };

    public static async Task<List<RowOutcome>> Items(IItemReader format, byte[] bytes, ItemMapping? mapping = null)
    {
        var reading = await format.OpenAsync(new MemoryStream(bytes), mapping ?? new());
        var rows = new List<RowOutcome>();
        if (reading.Unreadable is { } why)
            rows.Add(why);
        await foreach (var row in reading.Rows)
            rows.Add(row);
        return rows;
    }

    public static Task<List<RowOutcome>> Items(IItemReader format, string text, ItemMapping? mapping = null) =>
        Items(format, Encoding.UTF8.GetBytes(text), mapping);

    public static async Task<T> In<T>(string culture, Func<Task<T>> action)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            return await action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    static string FindRoot()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "Groundwork.slnx")))
            at = Path.GetDirectoryName(at) ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return at;
    }
}

/// <summary>Gives at most so many bytes at a time, and cannot seek: a slow network.</summary>
sealed class SlowStream(byte[] bytes, int step) : Stream
{
    int _at;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var length = Math.Min(Math.Min(step, count), bytes.Length - _at);
        Array.Copy(bytes, _at, buffer, offset, length);
        _at += length;
        return length;
    }
}

/// <summary>A stream that is made while it is read, so that it can be larger than the memory.</summary>
sealed class MadeStream(IEnumerator<byte[]> parts) : Stream
{
    byte[] _part = [];
    int _at;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Take(buffer.Span));
    public override int Read(byte[] buffer, int offset, int count) => Take(buffer.AsSpan(offset, count));

    int Take(Span<byte> buffer)
    {
        while (_at == _part.Length)
        {
            if (!parts.MoveNext())
                return 0;
            _part = parts.Current;
            _at = 0;
        }
        var length = Math.Min(buffer.Length, _part.Length - _at);
        _part.AsSpan(_at, length).CopyTo(buffer);
        _at += length;
        return length;
    }
}
