using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Review;

/// <summary>A question and what was said about it. It holds nothing of anybody's answer.</summary>
/// <param name="Id">The thread's id.</param>
/// <param name="Pin">What it is about, if not the whole task.</param>
/// <param name="State">Open until somebody resolves it.</param>
/// <param name="OpenedAt">When it was asked.</param>
/// <param name="Unseen">How many replies the one who asked, if that is who looks, hasn't seen.</param>
/// <param name="Comments">The question first.</param>
public sealed record ThreadView(string Id, Pin? Pin, [OneOf("open", "resolved")] string State, long OpenedAt, long Unseen, List<CommentView> Comments);

/// <summary>One comment.</summary>
public sealed record CommentView(string Id, string Author, bool Mine, string Text, long At);

/// <summary>A place in a picture or document, in its own coordinates.</summary>
public sealed record Spot(double X, double Y);

/// <summary>A part of a text: from and up to a character, in Unicode code points.</summary>
public sealed record Stretch(long Start, long End);

/// <summary>What a thread is pinned to: an object of the answer, a place, a part of the text, or several of them.</summary>
public sealed record Pin(string? Object = null, Spot? At = null, Stretch? Span = null)
{
    const int LongestId = 200;

    /// <summary>The columns of a thread <c>q</c> that <see cref="Of"/> reads.</summary>
    internal static Sql Columns => $"q.object, q.x, q.y, q.span_start, q.span_end";

    /// <summary>Reads them, the first one at <paramref name="at"/>.</summary>
    internal static Pin? Of(Row r, int at)
    {
        var spot = r.DoubleOrNull(at + 1) is { } x && r.DoubleOrNull(at + 2) is { } y ? new Spot(x, y) : null;
        var span = r.LongOrNull(at + 3) is { } start && r.LongOrNull(at + 4) is { } end ? new Stretch(start, end) : null;
        return r.TextOrNull(at) is null && spot is null && span is null ? null : new Pin(r.TextOrNull(at), spot, span);
    }

    internal static void Check(Pin? pin, List<Fault> faults)
    {
        if (pin?.Object is { } named && (named.Length is 0 or > LongestId || named.Any(char.IsControl)))
            faults.Add(new("/pin/object", "object", $"An object's id has 1 to {LongestId} characters."));
        if (pin?.At is { } at && !(double.IsFinite(at.X) && double.IsFinite(at.Y)))
            faults.Add(new("/pin/at", "at", "A place has two finite numbers, x and y."));
        if (pin?.Span is { } span && !(span.Start >= 0 && span.End > span.Start))
            faults.Add(new("/pin/span", "span", "A part of a text ends after it starts, at 0 or later."));
    }
}

/// <summary>What somebody writes.</summary>
static class CommentText
{
    const int Longest = 4000;

    /// <summary>The text without space around it; faults if there is nothing left, or too much.</summary>
    internal static string Check(string? text, List<Fault> faults)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0)
            faults.Add(new("/text", "missing", "Write what you want to know or say."));
        if (trimmed.Length > Longest || trimmed.Contains('\0', StringComparison.Ordinal))
            faults.Add(new("/text", "too_long", $"A comment has at most {Longest:N0} characters."));
        return trimmed;
    }
}
