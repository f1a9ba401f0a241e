using System.Globalization;
using Groundwork.Core.Quality.Certification;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>A file of items, some of them reviewed, as kinds of which each was drawn from by itself.</summary>
static class ReviewFile
{
    internal static async Task<IReadOnlyList<Stratum>> Read(FileInfo file, double[] cuts, CancellationToken cancel)
    {
        if (!file.Exists)
            throw new Refusal($"{file.FullName} does not exist.");
        if (!Array.TrueForAll(cuts, c => c is > 0 and < 1))
            throw new Refusal("--cuts are confidences between 0 and 1, such as 0.7 0.9.");
        Array.Sort(cuts);
        var kinds = new Stratum[cuts.Length + 1];
        Array.Fill(kinds, new Stratum(0, 0, 0));
        using var reader = file.OpenText();
        var header = await reader.ReadLineAsync(cancel) ?? "";
        var separator = header.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
        var names = Fields(header, separator);
        var (item, verdict, confidence) = (Column("item"), Column("verdict"), Column("confidence"));
        if (item < 0 || verdict < 0 || (confidence < 0 && cuts.Length > 0))
            throw new Refusal($"{file.Name} needs a header line item,verdict{(cuts.Length > 0 ? ",confidence" : "[,confidence]")}.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var row = 2; await reader.ReadLineAsync(cancel) is { } line; row++)
        {
            if (line.Length == 0)
                continue;
            var fields = Fields(line, separator);
            if (fields.Length != names.Length)
                throw new Refusal($"{file.Name}, row {row}: {fields.Length} fields where the header has {names.Length}.");
            if (!seen.Add(fields[item]))
                throw new Refusal($"{file.Name}, row {row}: \"{fields[item]}\" came before; an item has one row.");
            var (reviewed, wrong) = fields[verdict].ToUpperInvariant() switch
            {
                "" => (0, 0),
                "RIGHT" => (1, 0),
                "WRONG" => (1, 1),
                _ => throw new Refusal($"{file.Name}, row {row}: the verdict is \"{fields[verdict]}\" and must be right, wrong or empty."),
            };
            var kind = 0;
            if (cuts.Length > 0)
            {
                if (!double.TryParse(fields[confidence], NumberStyles.Float, CultureInfo.InvariantCulture, out var sure) || sure is not (>= 0 and <= 1))
                    throw new Refusal($"{file.Name}, row {row}: the confidence is \"{fields[confidence]}\" and must be a number from 0 to 1.");
                kind = cuts.Count(c => sure >= c);
            }
            var k = kinds[kind];
            kinds[kind] = new Stratum(k.Items + 1, k.Reviewed + reviewed, k.Wrong + wrong);
        }
        return kinds.Any(k => k.Items > 0) ? kinds : throw new Refusal($"{file.Name} has no items.");

        int Column(string name) => Array.FindIndex(names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    // Names with separators in them stand in quotes; a quote in them is doubled.
    static string[] Fields(string line, char separator)
    {
        var (fields, field, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == separator && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
                field.Append(line[i]);
        fields.Add(field.ToString().Trim());
        return [.. fields];
    }
}
