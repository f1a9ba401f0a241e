using System.Text.RegularExpressions;

namespace Groundwork.Gates.Tests;

/// <summary>
/// What changes something leaves a line in the audit log, or stands here with the reason why it needn't. Follows calls by their names, from a slice to
/// <c>EventCalls.Record</c>: whoever adds a change without a line hears of it here.
/// </summary>
static partial class AuditGate
{
    /// <summary>Slices that aren't a GET and leave no line.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Silent = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["InspectLink"] = "reads what a link is for",
        ["PreviewImport"] = "reads, and writes nothing",
        ["PreviewMigration"] = "reads, and writes nothing",
        ["ReadClasses"] = "reads, and writes nothing",
        ["DescribeUploads"] = "says what the server can",
        ["SeeUpload"] = "says how far an upload is",
        ["CreateUpload"] = "bytes on their way are no data yet: the import that takes them in is noted",
        ["AppendUpload"] = "bytes on their way",
        ["OverrideUpload"] = "bytes on their way, for clients without PATCH",
        ["DiscardUpload"] = "takes back bytes that were on their way; what was imported from them stays",
        ["LoadSample"] = "makes datasets, projects and answers through the front doors, each with a line of its own",
        ["TakeTask"] = "a lease, which its assignment keeps; the answer, the skip and its end are what counts",
        ["Heartbeat"] = "keeps a lease",
        ["SaveDraft"] = "unfinished work, which is nobody else's",
        ["DiscardDraft"] = "unfinished work",
        ["SaveReviewDraft"] = "unfinished work",
        ["ClaimReview"] = "a lease; the verdict is noted",
        ["ReleaseReview"] = "gives a lease back",
        ["SeeInstructions"] = "what somebody has read",
        ["SeeReplies"] = "what somebody has read",
    };

    internal static IEnumerable<string> Unnoted(SourceTree tree)
    {
        var bodies = Bodies(tree);
        var noted = bodies.Where(b => b.Value.Any(text => Records().IsMatch(text))).Select(b => b.Key).ToHashSet();
        // From those that record to whoever calls them, until nobody is added.
        for (var before = -1; before != noted.Count;)
        {
            before = noted.Count;
            foreach (var (method, texts) in bodies)
                if (!noted.Contains(method) && texts.Any(text => Calls(method.Type, text).Any(noted.Contains)))
                    noted.Add(method);
        }
        foreach (var file in tree.Under("src/Groundwork.Server/Features").Where(f => f.Extension == ".cs" && Changes().IsMatch(f.Text)))
        {
            var leaves = noted.Contains((file.Name, "Handle"));
            if (!leaves && !Silent.ContainsKey(file.Name))
                yield return $"{file.Path} changes something and leaves no line in the audit log: call EventCalls.Record in its unit, or say in AuditGate why it needs none.";
            if (leaves && Silent.ContainsKey(file.Name))
                yield return $"{file.Path} leaves a line in the audit log: take it off the list in AuditGate.";
        }
    }

    static IEnumerable<(string Type, string Method)> Calls(string type, string text) =>
        Call().Matches(text).Select(m => (m.Groups[1].Success ? m.Groups[1].Value : type, m.Groups[2].Value))
            // Whoever makes one of a type has all that it does done, sooner or later.
            .Concat(Made().Matches(text).SelectMany(m => new[] { (m.Groups[1].Value, "Handle"), (m.Groups[1].Value, "Begin"), (m.Groups[1].Value, "End"), (m.Groups[1].Value, "Run") }));

    static Dictionary<(string Type, string Method), List<string>> Bodies(SourceTree tree)
    {
        var bodies = new Dictionary<(string, string), List<string>>();
        foreach (var file in tree.Under("src/Groundwork.Server/Features").Where(f => f.Extension == ".cs"))
        {
            var heads = Head().Matches(file.Code);
            for (var i = 0; i < heads.Count; i++)
            {
                var end = i + 1 < heads.Count ? heads[i + 1].Index : file.Code.Length;
                var key = (file.Name, heads[i].Groups[1].Value);
                if (!bodies.TryGetValue(key, out var texts))
                    bodies.Add(key, texts = []);
                texts.Add(file.Code[(heads[i].Index + heads[i].Length)..end]);
            }
        }
        return bodies;
    }

    [GeneratedRegex(@"\.Map(?:Post|Put|Patch|Delete|Methods)\(", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Changes();

    [GeneratedRegex(@"\bEventCalls\.Record(?:All)?\(", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Records();

    [GeneratedRegex(@"^    (?!return|await|var|if|for|throw|using|new)[A-Za-z][^;={}\n]*?\b(?<1>\w+)\(", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Head();

    [GeneratedRegex(@"(?<![\w.])(?:(?<1>[A-Z]\w*)\.)?(?<2>[A-Z]\w*)\b(?=\(|,|\))", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Call();

    [GeneratedRegex(@"\bnew (?<1>[A-Z]\w*)\(", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Made();
}
