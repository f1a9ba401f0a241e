using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Groundwork.Core.Documents;
using Groundwork.Core.Unicode;

namespace Groundwork.Server.Features.Accounts;

/// <summary>What a sign-in name and a password may be. Length counts, not kinds of characters; what everybody tries first is refused.</summary>
static class PasswordRules
{
    internal const int Shortest = 8, Longest = 256, ShortestLogin = 3, LongestLogin = 100;

    static readonly Lazy<FrozenSet<string>> Common = new(Read);

    /// <summary>The form in which a sign-in name is unique, or null with what is wrong with it.</summary>
    internal static string? Login(string typed, List<Fault> faults)
    {
        var folded = Fold(typed);
        if (folded is null)
            faults.Add(new("/login", "login",
                $"A sign-in name has {ShortestLogin} to {LongestLogin} characters, such as an e-mail address or a name, and no invisible ones."));
        return folded;
    }

    /// <summary>The form in which a sign-in name is looked up, or null if nobody can have it.</summary>
    internal static string? Fold(string typed)
    {
        var trimmed = typed.Trim();
        if (trimmed.Length > LongestLogin || trimmed.EnumerateRunes().Any(Invisible))
            return null;
        var folded = NormalText.Fold(trimmed).Trim();
        return folded.Length is >= ShortestLogin and <= LongestLogin * 2 && !folded.EnumerateRunes().Any(Invisible) ? folded : null;
    }

    static bool Invisible(Rune rune) => rune.Value != ' ' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || rune.Value == 0xFFFD;

    /// <summary>Finds what is wrong with a new password.</summary>
    /// <param name="own">What others know of the person: names that must not be the password.</param>
    internal static void Password(string password, IEnumerable<string?> own, List<Fault> faults)
    {
        var folded = NormalText.Fold(password);
        var length = new StringInfo(NormalText.Nfkc(password)).LengthInTextElements;
        if (length < Shortest)
            faults.Add(new("/password", "too_short", $"Take at least {Shortest} characters; 15 or more are better, such as a few words."));
        else if (password.Length > Longest)
            faults.Add(new("/password", "too_long", $"Take at most {Longest} characters."));
        else if (Common.Value.Contains(folded) || folded.EnumerateRunes().Distinct().Count() < 3)
            faults.Add(new("/password", "too_common", "This is one of the passwords that are tried first. Take another one, such as a few words."));
        else if (own.OfType<string>().SelectMany(o => (string[])[o, o.Split('@')[0]]).Any(o => NormalText.Fold(o.Trim()) == folded))
            faults.Add(new("/password", "own_name", "Others know this name. Take something that only you know."));
    }

    static FrozenSet<string> Read()
    {
        using var reader = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("passwords.txt")!);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
            found.Add(line);
        return found.ToFrozenSet(StringComparer.Ordinal);
    }
}
