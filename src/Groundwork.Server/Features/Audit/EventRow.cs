using Groundwork.Server.Features.Events;

namespace Groundwork.Server.Features.Audit;

/// <summary>One line of the log, with what its ids are called now.</summary>
/// <param name="Position">Its place in the log, from 1; the index of its leaf in the tree is one less.</param>
/// <param name="At">When: Unix milliseconds.</param>
/// <param name="Actor">The member's id, <c>system</c> or <c>anonymous</c>.</param>
/// <param name="ActorName">The member's name.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">The id of what it was done to.</param>
/// <param name="SubjectName">What that is called; of what belongs to a task, the task's number.</param>
/// <param name="Task">The task that it belongs to.</param>
/// <param name="Dataset">The dataset that it belongs to.</param>
/// <param name="Project">The project that it belongs to.</param>
/// <param name="ProjectName">What that is called.</param>
/// <param name="Via">What it came through: <c>browser:…</c>, <c>key:…</c>, <c>cli</c>, <c>server</c> or <c>visitor</c>; null for lines from before that was noted.</param>
/// <param name="KeyName">The name of the key that it came through.</param>
/// <param name="Address">The client's address, as long as it is kept.</param>
/// <param name="AddressKnown">Was an address noted, whether or not it is still kept?</param>
/// <param name="Before">The hash of what the thing was before.</param>
/// <param name="After">The hash of what it is since.</param>
/// <param name="LeafHash">The line's hash in the tree, in hex.</param>
public sealed record EventRow(long Position, long At, string Actor, string? ActorName, string Action, string Subject, string? SubjectName, string? Task, string? Dataset,
    string? Project, string? ProjectName, string? Via, string? KeyName, string? Address, bool AddressKnown, string? Before, string? After, string LeafHash)
{
    internal static EventRow Of(AuditLine line, EventNames names)
    {
        if (line.Leaf is not { } leaf)
            return new(line.Position, 0, "", null, "audit.line_missing", "", null, null, null, null, null, null, null, null, false, null, null, line.LeafHash);
        var subject = names.Of(leaf.Subject);
        return new(line.Position, leaf.At, leaf.Actor, names.Of(leaf.Actor)?.Text, leaf.Action, leaf.Subject, subject?.Text, subject?.Task, subject?.Dataset,
            leaf.Project, names.Of(leaf.Project)?.Text, leaf.Via, names.Of(EventNames.KeyOf(leaf.Via))?.Text, names.Address(leaf.Source), leaf.Source is not null,
            leaf.Before, leaf.After, line.LeafHash);
    }
}
