using Groundwork.Core.Search;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>What a table can be filtered by, with how many rows each value would leave under the other conditions of a filter.</summary>
public static class TableFields
{
    const int MostChoices = 500;

    /// <summary>A value that rows have.</summary>
    /// <param name="Value">As it stands in a filter; empty for rows that have none.</param>
    /// <param name="Title">What people see.</param>
    /// <param name="Count">How many rows have it.</param>
    public sealed record Choice(string Value, string Title, long Count);

    /// <summary>A field of a table.</summary>
    /// <param name="Name">As it stands in a filter.</param>
    /// <param name="Title">What people see.</param>
    /// <param name="Kind">Which conditions it takes.</param>
    /// <param name="Sortable">Whether the table can be sorted by it.</param>
    /// <param name="Values">What rows have, if it is a choice; at most 500, those that most rows have.</param>
    /// <param name="Min">The lowest number or time.</param>
    /// <param name="Max">The highest.</param>
    public sealed record Field(string Name, string Title, [OneOf("choice", "number", "time", "text")] string Kind, bool Sortable, List<Choice>? Values, double? Min, double? Max);

    /// <summary>The rows under the conditions of a filter but some.</summary>
    internal delegate Bitmap Under(Func<FilterCondition, bool> without);

    internal static async Task<List<Field>> Of(TableCache cache, LiveTable live, IReadOnlyList<FilterCondition> conditions, CancellationToken cancel)
    {
        await live.Build().WaitAsync(cancel);
        return await live.Read(async (s, version) =>
        {
            var (source, table) = (live.Source, version.Table);
            var each = new List<(FilterCondition Condition, Bitmap Rows)>();
            foreach (var condition in conditions)
                each.Add((condition, await TableReading.Matching(s, cache, source, version, [condition])));
            Bitmap Without(Func<FilterCondition, bool> some)
            {
                var rows = table.Where();
                foreach (var (_, those) in each.Where(e => !some(e.Condition)))
                    rows.And(those);
                return rows;
            }

            var fields = new List<Field>();
            foreach (var field in source.Fields)
                fields.Add(await One(s, source, table, field, Without));
            return fields;
        }, cancel);
    }

    static async ValueTask<Field> One(Session s, RowSource source, ColumnTable table, FilterField field, Under under)
    {
        if (field.Kind == FieldKind.Choice)
            return new Field(field.Name, field.Title, "choice", field.Sorts, [.. (await source.Choices(s, table, field, under)).Take(MostChoices)], null, null);
        if (field.Kind == FieldKind.Text)
            return new Field(field.Name, field.Title, "text", field.Sorts, null, null, null);
        var range = table.RangeOf(table.Column(field.Name, ColumnKind.Number), under(c => c.Field == field));
        double? Shown(long? number) => number is { } n ? field.Kind == FieldKind.Number ? OrderedNumber.From(n) : n : null;
        return new Field(field.Name, field.Title, field.Kind == FieldKind.Time ? "time" : "number", field.Sorts, null, Shown(range?.Low), Shown(range?.High));
    }

    /// <summary>The words of a column that rows have, those that most have first.</summary>
    internal static List<Choice> Counted(ColumnTable table, Column column, Bitmap rows, Func<string, string> title)
    {
        var counts = table.CountBy(column, rows);
        var found = new List<Choice>();
        for (var code = 0; code < counts.Length; code++)
            if (counts[code] > 0)
                found.Add(new Choice(column.Words[code], code == 0 ? "None" : title(column.Words[code]), counts[code]));
        return [.. found.OrderByDescending(c => c.Count).ThenBy(c => c.Title, StringComparer.Ordinal).ThenBy(c => c.Value, StringComparer.Ordinal)];
    }
}
