using Groundwork.Core.Documents;

namespace Groundwork.Server.Features.Data;

/// <summary>What is changed about many items at once. What is null stays.</summary>
/// <param name="Tag">A tag that they get.</param>
/// <param name="Untag">A tag that they lose.</param>
/// <param name="Split">The split that they go into; empty takes them out of any.</param>
/// <param name="Delete">They are taken out of sight, and their tasks are cancelled.</param>
public sealed record ItemChange(string? Tag = null, string? Untag = null, string? Split = null, bool Delete = false)
{
    const int LongestWord = 60;

    /// <summary>What is wrong with it.</summary>
    public List<Fault> Faults()
    {
        var faults = new List<Fault>();
        if (Tag is null && Untag is null && Split is null && !Delete)
            faults.Add(new("", "nothing", "Say what to change: tag, untag, split or delete."));
        if (Delete && (Tag ?? Untag ?? Split) is not null)
            faults.Add(new("/delete", "contradiction", "Items that are deleted can't be changed as well. Send two requests to do both."));
        Word(Tag, "tag", mayBeEmpty: false, faults);
        Word(Untag, "untag", mayBeEmpty: false, faults);
        Word(Split, "split", mayBeEmpty: true, faults);
        return faults;
    }

    static void Word(string? word, string member, bool mayBeEmpty, List<Fault> faults)
    {
        if (word is not null && ((!mayBeEmpty && word.Trim().Length == 0) || word.Trim().Length > LongestWord || word.Any(char.IsControl)))
            faults.Add(new("/" + member, "name", $"A {(member == "split" ? "split" : "tag")} is a word or a few, at most {LongestWord} characters."));
    }
}
