using Groundwork.Core.Documents;
using Groundwork.Core.Search;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Search;

public sealed class ColumnTableTests
{
    [Fact]
    public void Filters_find_count_sort_and_page_as_looking_at_every_row_would()
    {
        for (ulong seed = 1; seed <= 12; seed++)
        {
            var random = new SeededRandom(seed);
            var naive = new NaiveTable();
            for (var round = 0; round < 4; round++)
            {
                naive.Change(random, most: 300 + random.NextInt(20_000), count: 1 + random.NextInt(4000));
                naive.Table.Count.ShouldBe(naive.Rows.Count);
                for (var i = 0; i < 12; i++)
                    Agree(naive, random, $"seed {seed}, round {round}, filter {i}");
            }
        }
    }

    static void Agree(NaiveTable naive, SeededRandom random, string where)
    {
        var (json, holds) = NaiveTable.Filter(random);
        where = $"{where}: {json}";
        var faults = new List<Fault>();
        var conditions = FilterReader.Read(json, NaiveTable.Fields, faults);
        faults.ShouldBeEmpty(where);
        var rows = naive.Table.Where(conditions!.Select(naive.On));
        var expected = naive.Rows.Values.Where(holds).ToList();
        rows.After(-1).ShouldBe(expected.Select(r => r.Ordinal), where);
        rows.Count().ShouldBe(expected.Count, where);
        Counts(naive.Table, "state", rows).ShouldBe(Counts(expected, r => [r.State]), ignoreOrder: true, where);
        Counts(naive.Table, "batch", rows).ShouldBe(Counts(expected, r => [r.Batch ?? ""]), ignoreOrder: true, where);
        Counts(naive.Table, "tags", rows).ShouldBe(Counts(expected, r => r.Tags.Length == 0 ? [""] : r.Tags), ignoreOrder: true, where);
        var range = naive.Table.Known("changed") is { } changed ? naive.Table.RangeOf(changed, rows) : null;
        (range?.Low, range?.High).ShouldBe((expected.Min(r => r.Changed), expected.Max(r => r.Changed)), where);
        Pages(naive, rows, random, null, where, [.. expected.Select(r => (r.Ordinal, (double?)null))]);
        Pages(naive, rows, random, "changed", where, [.. expected.Select(r => (r.Ordinal, (double?)r.Changed))]);
        Pages(naive, rows, random, "confidence", where, [.. expected.Select(r => (r.Ordinal, r.Confidence))]);
        Pages(naive, rows, random, "points", where, [.. expected.Select(r => (r.Ordinal, (double?)r.Points))]);
    }

    static Dictionary<string, int> Counts(ColumnTable table, string column, Bitmap rows)
    {
        if (table.Known(column) is not { } known)
            return [];
        var counts = table.CountBy(known, rows);
        return Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0).ToDictionary(c => known.Words[c], c => counts[c]);
    }

    static Dictionary<string, int> Counts(List<NaiveTable.Row> rows, Func<NaiveTable.Row, string[]> words) =>
        rows.SelectMany(words).GroupBy(w => w).ToDictionary(g => g.Key, g => g.Count());

    // Pages of any size, one after the other, are the whole list: sorted by value, then by ordinal, those without a value last.
    static void Pages(NaiveTable naive, Bitmap rows, SeededRandom random, string? by, string where, List<(int Ordinal, double? Key)> expected)
    {
        var descending = random.NextInt(2) == 0;
        int[] order = [.. (by is null
            ? descending ? expected.OrderByDescending(r => r.Ordinal) : expected.OrderBy(r => r.Ordinal)
            : (descending ? expected.OrderBy(r => r.Key is null).ThenByDescending(r => r.Key) : expected.OrderBy(r => r.Key is null).ThenBy(r => r.Key)).ThenBy(r => r.Ordinal)).Select(r => r.Ordinal)];
        var limit = 1 + random.NextInt(Math.Max(1, expected.Count) + 50);
        var seen = new List<int>();
        TablePlace? after = null;
        do
        {
            var page = TablePage.Of(naive.Table, rows, new TableOrder(by is null ? null : naive.Table.Known(by), descending), after, limit);
            page.Rows.Count.ShouldBeLessThanOrEqualTo(limit);
            seen.AddRange(page.Rows);
            after = page.Last;
        }
        while (after is not null);
        seen.ToArray().ShouldBe(order, $"{where}, by {by}{(descending ? " descending" : "")}, {limit} a page");
        var skip = random.NextInt(order.Length + 3);
        var jump = TablePage.At(naive.Table, rows, new TableOrder(by is null ? null : naive.Table.Known(by), descending), skip, limit);
        jump.Rows.ShouldBe(order.Skip(skip).Take(limit), $"{where}, by {by}{(descending ? " descending" : "")}, {limit} after {skip}");
        (jump.Last is not null).ShouldBe(skip + limit < order.Length);
    }

    [Fact]
    public void A_version_stays_as_it_is_while_the_next_is_made()
    {
        var random = new SeededRandom(5);
        var naive = new NaiveTable();
        naive.Change(random, 9000, 5000);
        var (before, rows) = (naive.Table, naive.Rows.Keys.ToArray());
        naive.Change(random, 12_000, 5000);
        before.Where().After(-1).ShouldBe(rows);
        naive.Table.Where().After(-1).ShouldBe(naive.Rows.Keys);
    }

    [Fact]
    public void Rows_of_another_table_are_found_by_what_they_point_to()
    {
        var edit = new ColumnTableEdit(new ColumnTable());
        var pointer = edit.Column("item", ColumnKind.Number);
        for (var i = 0; i < 10_000; i++)
        {
            edit.Put(i);
            edit.Set(pointer, i % 3 == 0 ? null : 2 * i + 1);
        }
        var table = edit.Publish();
        var items = new Bitmap(15_000);
        foreach (var item in (int[])[3, 5, 7, 14_001])
            items.Add(item);
        table.Where(Predicate.PointsInto(pointer, items)).After(-1).ShouldBe([1, 2, 7000]);
        table.Where(Predicate.Not(Predicate.In(items))).Count().ShouldBe(10_000 - 3);
        table.Where(Predicate.Any(Predicate.In(items), Predicate.Between(pointer, 9, 11))).After(-1).ShouldBe([3, 4, 5, 7]);
    }

    [Fact]
    public void A_million_rows_take_at_most_40_bytes_each()
    {
        var random = new SeededRandom(1);
        var edit = new ColumnTableEdit(new ColumnTable());
        var (state, batch, person) = (edit.Column("state", ColumnKind.Word), edit.Column("batch", ColumnKind.Word), edit.Column("person", ColumnKind.Words));
        var (item, changed, confidence, priority) = (edit.Column("item", ColumnKind.Number), edit.Column("changed", ColumnKind.Number),
            edit.Column("confidence", ColumnKind.Number), edit.Column("priority", ColumnKind.Number));
        const int rows = 200_000;
        for (var i = 0; i < rows; i++)
        {
            edit.Put(i);
            edit.Set(state, NaiveTable.States[random.NextInt(3)]);
            edit.Set(batch, $"batch {random.NextInt(1000)}");
            edit.Set(person, Enumerable.Range(0, 3).Select(_ => $"person {random.NextInt(500)}"));
            edit.Set(item, i);
            edit.Set(changed, 1_790_000_000_000 + random.NextInt(int.MaxValue));
            edit.Set(confidence, OrderedNumber.Of(random.NextDouble()));
            edit.Set(priority, random.NextInt(3));
        }
        ((double)edit.Publish().Bytes / rows).ShouldBeLessThan(40);
    }

    [Fact]
    public void Numbers_are_ordered_as_they_are()
    {
        double[] ordered = [double.NegativeInfinity, double.MinValue, -1e10, -1.5, -1, -double.Epsilon, 0, double.Epsilon, 0.1 + 0.2, 0.3 + 1e-10, 1, double.MaxValue, double.PositiveInfinity];
        ordered.Select(OrderedNumber.Of).ShouldBe(ordered.Select(OrderedNumber.Of).Order());
        ordered.Select(OrderedNumber.Of).Distinct().Count().ShouldBe(ordered.Length);
        ordered.Select(n => OrderedNumber.From(OrderedNumber.Of(n))).ShouldBe(ordered);
        OrderedNumber.Of(-0.0).ShouldBe(OrderedNumber.Of(0));
    }

    [Fact]
    public void A_bitmap_counts_and_walks_both_ways()
    {
        var random = new SeededRandom(3);
        for (var round = 0; round < 50; round++)
        {
            var length = 1 + random.NextInt(500);
            var (bitmap, set) = (new Bitmap(length), new SortedSet<int>());
            for (var i = 0; i < random.NextInt(300); i++)
            {
                var row = random.NextInt(length);
                bitmap.Add(row);
                set.Add(row);
            }
            var at = random.NextInt(length + 10) - 5;
            bitmap.Count().ShouldBe(set.Count);
            bitmap.After(at).ShouldBe(set.Where(r => r > at));
            bitmap.Before(at).ShouldBe(set.Where(r => r < at).Reverse());
            bitmap.Before(int.MaxValue).ShouldBe(set.Reverse());
            bitmap.Cut(Math.Max(0, at));
            bitmap.After(-1).ShouldBe(set.Where(r => r < Math.Max(0, at)));
        }
    }
}
