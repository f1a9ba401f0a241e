using System.Globalization;
using System.Text;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>The text format of Prometheus, version 0.0.4.</summary>
static class MetricText
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    internal static string Of(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder(16_384);
        foreach (var family in families)
        {
            var lines = family.All.GroupBy(s => LabelsOf(s), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
            if (lines.Count == 0)
                continue;
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(Escaped(family.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Type).Append('\n');
            foreach (var line in lines)
                Write(text, family, line.Key, line.Aggregate((a, b) => a.Plus(b)));
        }
        return text.ToString();
    }

    static void Write(StringBuilder text, MetricFamily family, string labels, Series series)
    {
        if (family.Type != "histogram")
        {
            Line(text, family.Name, "", labels, series.Sum);
            return;
        }
        // Counted from the buckets, so that the last of them is the count even while somebody measures.
        var below = 0L;
        for (var at = 0; at <= family.Bounds.Length; at++)
        {
            below += series.Bucket(at);
            var bound = at < family.Bounds.Length ? Number(family.Bounds[at]) : "+Inf";
            Line(text, family.Name, "_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", below);
        }
        Line(text, family.Name, "_sum", labels, series.Sum);
        Line(text, family.Name, "_count", labels, below);
    }

    static void Line(StringBuilder text, string name, string suffix, string labels, double value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    static string LabelsOf(Series series) => string.Join(',', series.Labels
        .Select(l => $"{Word(l.Key, colons: false)}=\"{Escaped(Convert.ToString(l.Value, CultureInfo.InvariantCulture) ?? "", quotes: true)}\""));

    static string Number(double value) => double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The name of an instrument as Prometheus has it: with its unit, and <c>_total</c> if it only grows.</summary>
    internal static string NameOf(string name, string? unit, string type)
    {
        var word = Word(name, colons: true);
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (suffix.Length > 0 && !word.EndsWith(suffix, StringComparison.Ordinal))
            word += suffix;
        return type == "counter" ? word + "_total" : word;
    }

    static string Word(string text, bool colons)
    {
        var word = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (colons && c == ':') ? c : '_'));
        return word.Length == 0 || char.IsAsciiDigit(word[0]) ? "_" + word : word;
    }

    static string Escaped(string text, bool quotes)
    {
        var safe = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? safe.Replace("\"", "\\\"", StringComparison.Ordinal) : safe;
    }
}
