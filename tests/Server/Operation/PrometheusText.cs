using System.Globalization;
using System.Text.RegularExpressions;

namespace Groundwork.Server.Tests.Operation;

/// <summary>Reads the text format of Prometheus, version 0.0.4, as strictly as its grammar is written; whatever doesn't fit fails.</summary>
static partial class PrometheusText
{
    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
    {
        internal string Series => $"{Name}{{{string.Join(',', Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"))}}}";
    }

    internal sealed record Family(string Name, string Type, string Help, List<Sample> Samples);

    internal static Dictionary<string, Family> Read(string text)
    {
        text.ShouldEndWith("\n");
        text.ShouldNotContain('\r');
        var families = new Dictionary<string, Family>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Family? now = null;
        string? help = null, helpOf = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } helped)
            {
                (helpOf, help) = (helped.Groups["name"].Value, helped.Groups["text"].Value);
                Regex.IsMatch(help, @"^(?:[^\\]|\\[\\n])*$", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeTrue(line);
                continue;
            }
            if (Type().Match(line) is { Success: true } typed)
            {
                helpOf.ShouldBe(typed.Groups["name"].Value, "each family has its HELP right before its TYPE");
                now = new(helpOf!, typed.Groups["type"].Value, help!, []);
                families.TryAdd(now.Name, now).ShouldBeTrue($"the family {now.Name} comes twice");
                continue;
            }
            line.ShouldNotStartWith("#", customMessage: "a comment that is neither HELP nor TYPE");
            var sample = ReadSample(line);
            now.ShouldNotBeNull(line);
            BelongsTo(sample, now).ShouldBeTrue($"{line} stands below {now.Name} ({now.Type})");
            seen.Add(sample.Series).ShouldBeTrue($"the series {sample.Series} comes twice");
            now.Samples.Add(sample);
        }
        foreach (var family in families.Values)
            Check(family);
        return families;
    }

    static bool BelongsTo(Sample sample, Family family) => family.Type != "histogram" ? sample.Name == family.Name
        : sample.Name == family.Name + "_bucket" && sample.Labels.ContainsKey("le") || sample.Name == family.Name + "_sum" || sample.Name == family.Name + "_count";

    static void Check(Family family)
    {
        family.Samples.ShouldNotBeEmpty(family.Name);
        if (family.Type == "counter")
            family.Name.ShouldEndWith("_total");
        if (family.Type is "counter" or "histogram")
            family.Samples.ShouldAllBe(s => s.Value >= 0);
        if (family.Type != "histogram")
            return;
        foreach (var one in family.Samples.GroupBy(s => string.Join(',', s.Labels.Where(l => l.Key != "le").OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}")), StringComparer.Ordinal))
        {
            var buckets = one.Where(s => s.Name.EndsWith("_bucket", StringComparison.Ordinal)).Select(s => (Bound: Number(s.Labels["le"]), s.Value)).ToList();
            buckets.Select(b => b.Bound).ShouldBeInOrder();
            buckets.Select(b => b.Value).ShouldBeInOrder();
            buckets[^1].Bound.ShouldBe(double.PositiveInfinity);
            one.Single(s => s.Name == family.Name + "_count").Value.ShouldBe(buckets[^1].Value, family.Name);
            one.Count(s => s.Name == family.Name + "_sum").ShouldBe(1);
        }
    }

    static Sample ReadSample(string line)
    {
        var match = Line().Match(line);
        match.Success.ShouldBeTrue($"not a sample: {line}");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in Label().Matches(match.Groups["labels"].Value))
            labels.TryAdd(label.Groups["name"].Value, label.Groups["value"].Value).ShouldBeTrue(line);
        return new(match.Groups["name"].Value, labels, Number(match.Groups["value"].Value));
    }

    static double Number(string text) => text switch { "+Inf" => double.PositiveInfinity, "-Inf" => double.NegativeInfinity, "NaN" => double.NaN, _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) };

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.*)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*")*)\})? (?<value>[+-]Inf|NaN|[+-]?[0-9.]+(?:E[+-]?[0-9]+)?)$""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(?:[^"\\]|\\.)*)"(?:,|$)""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Label();
}
