using Groundwork.Core.Search;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>Answers what was asked of a table: a page of rows with how many there are, the rows of a bulk change, or the counts of each field.</summary>
static class TableReading
{
    /// <summary>While a table is read for the first time, a list waits no longer than this for more than its first rows.</summary>
    static readonly TimeSpan FirstRows = TimeSpan.FromMilliseconds(150);

    /// <summary>A page.</summary>
    /// <param name="Rows">In the order that was asked for.</param>
    /// <param name="Next">Where the next one begins.</param>
    /// <param name="Count">How many rows there are in all.</param>
    /// <param name="Exact">Whether that was counted, not estimated from those read so far.</param>
    internal sealed record Page<T>(List<T> Rows, string? Next, long Count, bool Exact);

    /// <summary>One page, its rows fetched in the transaction that the table was brought up to date in.</summary>
    internal static async Task<Page<T>> List<T>(TableCache cache, LiveTable live, Asked asked, Func<Session, IReadOnlyList<long>, ValueTask<List<T>>> fetch, CancellationToken cancel)
    {
        for (; ; )
        {
            var built = live.Build();
            if (asked.InOrderOfArrival)
                await Task.WhenAny(built, Task.Delay(FirstRows, cancel));
            else
                await built.WaitAsync(cancel);
            if (built.IsCompleted)
                await built;
            var page = await live.Read(async (s, version) =>
            {
                var rows = await Matching(s, cache, live.Source, version, asked.Conditions);
                var order = new TableOrder(asked.By is null ? null : version.Table.Known(asked.By.Name), asked.Descending);
                var found = asked.Skip > 0 ? TablePage.At(version.Table, rows, order, asked.Skip, asked.Limit) : TablePage.Of(version.Table, rows, order, asked.After, asked.Limit);
                // The rows that haven't been read yet come behind these: a full page is right as it stands.
                if (!version.Whole && found.Last is null)
                    return null;
                var count = version.Whole ? rows.Count() : await Estimate(s, live.Source, version, rows);
                return new Page<T>(await fetch(s, [.. found.Rows.Select(r => (long)r)]), asked.Next(found.Last), count, version.Whole);
            }, cancel);
            if (page is not null)
                return page;
        }
    }

    /// <summary>The ordinals of the next rows that a filter finds, in order, for a change of many.</summary>
    internal static async Task<IReadOnlyList<long>> Next(TableCache cache, LiveTable live, IReadOnlyList<FilterCondition> conditions, long after, int most, CancellationToken cancel)
    {
        await live.Build().WaitAsync(cancel);
        return await live.Read(async (s, version) =>
        {
            var rows = await Matching(s, cache, live.Source, version, conditions);
            return rows.After((int)after).Take(most).Select(r => (long)r).ToList();
        }, cancel);
    }

    /// <summary>The rows that every condition holds for.</summary>
    internal static async ValueTask<Bitmap> Matching(Session s, TableCache cache, RowSource source, LiveTable.Version version, IEnumerable<FilterCondition> conditions)
    {
        var predicates = new List<Predicate>();
        foreach (var condition in conditions)
            predicates.Add(await On(s, cache, source, version.Table, condition));
        var rows = version.Table.Where(predicates);
        if (!version.Whole)
            rows.Cut((int)version.Reach + 1);
        return rows;
    }

    static async ValueTask<Predicate> On(Session s, TableCache cache, RowSource source, ColumnTable table, FilterCondition condition)
    {
        if (condition is not HasWords words)
            return await source.On(s, table, condition);
        var (dataset, pointer) = await source.Searched(s, table);
        var items = await TextSearch.Find(s, cache.Words, dataset, words);
        return pointer is null ? Predicate.In(items) : Predicate.PointsInto(pointer, items);
    }

    static async ValueTask<long> Estimate(Session s, RowSource source, LiveTable.Version version, Bitmap rows) =>
        version.Reach == 0 ? 0 : (long)((double)rows.Count() * await source.Highest(s) / version.Reach);
}
