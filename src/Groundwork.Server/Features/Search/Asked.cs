using System.Globalization;
using Groundwork.Core.Documents;
using Groundwork.Core.Search;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Features.Search;

/// <summary>How a list is asked for: which rows, in which order, from where on.</summary>
public sealed class TableQuery
{
    /// <summary>A JSON list of conditions that must all hold.</summary>
    public string? Filter { get; set; }

    /// <summary>A field that the table sorts by, with - in front for the highest first; nothing is the order of arrival.</summary>
    public string? Sort { get; set; }

    /// <summary>The <c>next</c> of the page before.</summary>
    public string? After { get; set; }

    /// <summary>How many rows to pass over instead of <c>after</c>: a jump into the middle of the list.</summary>
    public int? Skip { get; set; }

    public int? Limit { get; set; }
}

/// <summary>A query that was understood.</summary>
/// <param name="Conditions">All must hold.</param>
/// <param name="By">The field that rows are sorted by; null for the ordinal.</param>
/// <param name="Descending">The highest first.</param>
/// <param name="After">Where the page begins.</param>
/// <param name="Limit">The most rows on it.</param>
/// <param name="Skip">How many rows come before it, if it doesn't begin after one.</param>
sealed record Asked(IReadOnlyList<FilterCondition> Conditions, FilterField? By, bool Descending, TablePlace? After, int Limit, int Skip = 0)
{
    static readonly FilterField Ordinal = new("ordinal", "Number", FieldKind.Whole, Sorts: true);

    /// <summary>Every row, in the order of arrival.</summary>
    internal static Asked All(IReadOnlyList<FilterCondition> conditions, TablePlace? after, int limit) => new(conditions, null, false, after, limit);

    /// <summary>Is the beginning of the list known before all rows have been read?</summary>
    internal bool InOrderOfArrival => By is null && !Descending;

    internal static Asked? Read(TableQuery query, IReadOnlyList<FilterField> fields, List<Fault> faults)
    {
        var conditions = FilterReader.Read(query.Filter, fields, faults);
        var sort = FilterReader.ReadSort(query.Sort, [Ordinal, .. fields], faults);
        var by = sort?.Field == Ordinal ? null : sort?.Field;
        TablePlace? place = null;
        if (!string.IsNullOrEmpty(query.After) && (place = Place(query.After, by)) is null)
            faults.Add(new("/after", "after", "This place belongs to another list. Begin without it."));
        if (query.Skip is not null && (query.Skip < 0 || place is not null))
            faults.Add(new("/skip", "skip", "Say how many rows to pass over as 0 or more, or where to begin with after; not both."));
        return conditions is null || faults.Count > 0 ? null : new Asked(conditions, by, sort?.Descending ?? false, place, Paging.Limit(query.Limit), query.Skip ?? 0);
    }

    /// <summary>A place as the next page is asked for: an ordinal, after the sorted field's value if there is one.</summary>
    internal string? Next(TablePlace? last) => last is not { } place ? null
        : By is null ? place.Ordinal.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{By.Name}.{place.Key}.{place.Ordinal}");

    static TablePlace? Place(string text, FilterField? by) => text.Split('.') switch
    {
        [var ordinal] when by is null && Number(ordinal) is >= 0 and <= int.MaxValue and var at => new TablePlace(0, (int)at),
        [var name, var key, var ordinal] when name == by?.Name && Number(key) is { } k && Number(ordinal) is >= 0 and <= int.MaxValue and var at => new TablePlace(k, (int)at),
        _ => null,
    };

    static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
