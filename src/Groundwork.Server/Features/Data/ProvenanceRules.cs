using System.Globalization;
using Groundwork.Core.Documents;

namespace Groundwork.Server.Features.Data;

/// <summary>What may be said about where data is from.</summary>
static class ProvenanceRules
{
    const int Longest = 500;

    internal static List<Fault> Faults(Provenance from)
    {
        var faults = new List<Fault>();
        foreach (var (name, text) in new[] { ("source", from.Source), ("licence", from.Licence), ("consent", from.Consent) })
            if (text.Length > Longest || text.Any(char.IsControl))
                faults.Add(new("/" + name, "text", $"\"{name}\" is one line of at most {Longest} characters."));
        if (from.Collected.Length > 0 && !IsPeriod(from.Collected))
            faults.Add(new("/collected", "date", "Say when the data was collected as a date (2026, 2026-11 or 2026-11-22), or two of them with a slash between them, the earlier one first."));
        return faults;
    }

    static bool IsPeriod(string text) => text.Split('/') switch
    {
        [var day] => Day(day) is not null,
        [var from, var to] => Day(from) is { } first && Day(to) is { } last && first <= last,
        _ => false,
    };

    static DateOnly? Day(string text) => DateOnly.TryParseExact(text, ["yyyy", "yyyy-MM", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
