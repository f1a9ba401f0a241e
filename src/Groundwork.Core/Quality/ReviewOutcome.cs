using Groundwork.Core.Documents;

namespace Groundwork.Core.Quality;

/// <summary>What became of one object in a review.</summary>
/// <param name="Object">Its id, in the proposal or, if it was added, in what stands now.</param>
/// <param name="What"><c>accepted</c>, <c>corrected</c>, <c>rejected</c> or <c>added</c>.</param>
public sealed record ObjectOutcome(string Object, string What);

/// <summary>What a reviewer did to a proposal, told from the document that stands afterwards.</summary>
/// <param name="Objects">Each object of either, in the order of the proposal, then what was added.</param>
/// <param name="IsSame">Nothing at all was changed: neither objects nor tracks, relations or answers.</param>
public sealed record ReviewOutcome(IReadOnlyList<ObjectOutcome> Objects, bool IsSame)
{
    /// <summary>
    /// Compares by id: an object with the same content is accepted, with other content corrected, one that isn't there any more rejected, and a new
    /// one added.
    /// </summary>
    public static ReviewOutcome Of(AnswerDocument proposal, AnswerDocument settled)
    {
        var after = settled.Objects.ToDictionary(o => o.Id, StringComparer.Ordinal);
        var before = proposal.Objects.Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        return new(
        [
            .. proposal.Objects.Select(o => new ObjectOutcome(o.Id, !after.TryGetValue(o.Id, out var now) ? "rejected" : now.Equals(o) ? "accepted" : "corrected")),
            .. settled.Objects.Where(o => !before.Contains(o.Id)).Select(o => new ObjectOutcome(o.Id, "added")),
        ], proposal.Equals(settled));
    }
}
