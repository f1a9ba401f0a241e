using System.Text.RegularExpressions;

namespace Groundwork.Gates.Tests;

/// <summary>Whatever is recorded, raised or announced is news to some screen: the word before the point has a place in LogNews, if an empty one.</summary>
static partial class LiveGate
{
    const string Words = "src/Groundwork.Server/Features/Live/LogNews.cs";

    internal static IEnumerable<string> Untold(SourceTree tree)
    {
        var known = tree.Files.Where(f => f.Path == Words).SelectMany(f => Known().Matches(f.Text)).Select(m => m.Groups["word"].Value).ToHashSet(StringComparer.Ordinal);
        return from file in tree.Under("src/Groundwork.Server/Features")
            where file.Extension == ".cs"
            from said in Said().Matches(file.Text)
            let word = said.Groups["word"].Value
            where !known.Contains(word)
            select $"{file.Path} says {word}.{said.Groups["rest"].Value}, and nobody who looks at it hears of that: add {word} to {Words}.";
    }

    [GeneratedRegex("""^\s*\["(?<word>[a-z_]+)"\] = \[""", RegexOptions.CultureInvariant | RegexOptions.Multiline, 5000)]
    private static partial Regex Known();

    [GeneratedRegex("""\bEventCalls\.(?:Record|RecordAll|Raise|Announce)\([^;"]*"(?<word>[a-z_]+)\.(?<rest>[a-z_]+)["]""", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Said();
}
