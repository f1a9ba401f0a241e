using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;

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

/// <summary>What a thread is pinned to: an object of the answer, a place, or both.</summary>
public sealed record Pin(string? Object = null, Spot? At = null)
{
    const int LongestId = 200;

    internal static Pin? Of(string? named, double? x, double? y) =>
        named is null && x is null ? null : new Pin(named, x is { } left && y is { } top ? new Spot(left, top) : null);

    internal static void Check(Pin? pin, List<Fault> faults)
    {
        if (pin?.Object is { } named && (named.Length is 0 or > LongestId || named.Any(char.IsControl)))
            faults.Add(new("/pin/object", "object", $"An object's id has 1 to {LongestId} characters."));
        if (pin?.At is { } at && !(double.IsFinite(at.X) && double.IsFinite(at.Y)))
            faults.Add(new("/pin/at", "at", "A place has two finite numbers, x and y."));
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
