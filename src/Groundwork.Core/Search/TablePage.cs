namespace Groundwork.Core.Search;

/// <summary>What rows are listed by: a column's numbers, or the ordinal itself, up or down. Ties and rows without a number go by ordinal, those at the end.</summary>
/// <param name="By">The column; null for the ordinal.</param>
/// <param name="Descending">The highest first.</param>
public sealed record TableOrder(Column? By = null, bool Descending = false);

/// <summary>Where a page begins: after this row.</summary>
/// <param name="Key">The row's place in its order, as <see cref="TablePage.Last"/> gave it.</param>
/// <param name="Ordinal">The row's ordinal.</param>
public readonly record struct TablePlace(long Key, int Ordinal);

/// <summary>One page of the rows that a filter found.</summary>
/// <param name="Rows">Their ordinals, in order.</param>
/// <param name="Last">The place of the last of them, if more follow; else null.</param>
public sealed record TablePage(IReadOnlyList<int> Rows, TablePlace? Last)
{
    /// <summary>The <paramref name="limit"/> rows of a set that so many others come before: a jump into the middle of a list.</summary>
    public static TablePage At(ColumnTable table, Bitmap rows, TableOrder order, int skip, int limit)
    {
        var count = rows.Count();
        if (skip <= 0)
            return Of(table, rows, order, null, limit);
        if (skip >= count)
            return new TablePage([], null);
        return order.By is null
            ? Of(table, rows, order, new TablePlace(0, rows.At(order.Descending ? count - skip : skip - 1)), limit)
            : Of(table, rows, order, Place(table, rows, order, count, skip - 1), limit);
    }

    // The place in the order that so many rows come before. Equal keys go by ordinal, as on every page.
    static TablePlace Place(ColumnTable table, Bitmap rows, TableOrder order, int count, int before)
    {
        var (keys, ordinals, at) = (new long[count], new int[count], 0);
        for (var i = 0; i < table.Chunks.Length; i++)
        {
            if (table.Chunks[i] is not { } chunk)
                continue;
            var values = chunk.Values(order.By!);
            foreach (var row in ColumnTable.RowsOf(rows.Words.Slice(i * ColumnTable.ChunkWords, ColumnTable.ChunkWords)))
                (keys[at], ordinals[at++]) = (KeyOf(values?[row] ?? PackedValues.None, order), i * ColumnTable.ChunkRows + row);
        }
        Array.Sort(keys, ordinals);
        var (first, last) = (before, before);
        while (first > 0 && keys[first - 1] == keys[before])
            first--;
        while (last < count - 1 && keys[last + 1] == keys[before])
            last++;
        Array.Sort(ordinals, first, last - first + 1);
        return new TablePlace(keys[before], ordinals[before]);
    }

    // Rows without a number are last either way.
    static long KeyOf(long value, TableOrder order) => value == PackedValues.None ? long.MaxValue : order.Descending ? ~value : value;

    /// <summary>The first <paramref name="limit"/> rows of a set after a place.</summary>
    public static TablePage Of(ColumnTable table, Bitmap rows, TableOrder order, TablePlace? after, int limit)
    {
        if (order.By is null)
        {
            var found = (order.Descending ? rows.Before(after?.Ordinal ?? int.MaxValue) : rows.After(after?.Ordinal ?? -1)).Take(limit + 1).ToList();
            return found.Count <= limit ? new TablePage(found, null) : new TablePage(found[..limit], new TablePlace(0, found[limit - 1]));
        }
        var top = new Lowest(limit + 1, after ?? new TablePlace(long.MinValue, -1));
        foreach (var (best, i) in BestFirst(table, order))
        {
            // The chunks that are left begin with worse than the whole page has.
            if (!top.MayTake(best))
                break;
            var values = table.Chunks[i]!.Values(order.By);
            foreach (var row in ColumnTable.RowsOf(rows.Words.Slice(i * ColumnTable.ChunkWords, ColumnTable.ChunkWords)))
                top.Offer(new TablePlace(KeyOf(values?[row] ?? PackedValues.None, order), i * ColumnTable.ChunkRows + row));
        }
        var page = top.Sorted();
        return page.Count <= limit
            ? new TablePage([.. page.Select(p => p.Ordinal)], null)
            : new TablePage([.. page.Take(limit).Select(p => p.Ordinal)], page[limit - 1]);
    }

    // Each chunk with the best that it can have: what is sorted by time or priority is mostly in few of them.
    static IEnumerable<(long Best, int Chunk)> BestFirst(ColumnTable table, TableOrder order) =>
        Enumerable.Range(0, table.Chunks.Length).Where(i => table.Chunks[i] is not null)
            .Select(i => (table.Chunks[i]!.Values(order.By!) is { } values ? order.Descending ? ~values.Highest : values.Lowest : long.MaxValue, i)).Order();

    /// <summary>Keeps the lowest places after one, of any number that is offered: a buffer of twice as many, halved when it is full.</summary>
    sealed class Lowest(int most, TablePlace after)
    {
        readonly TablePlace[] kept = new TablePlace[most * 2];
        int count;
        TablePlace highest = new(long.MaxValue, int.MaxValue);

        internal bool MayTake(long key) => key <= highest.Key;

        internal void Offer(TablePlace place)
        {
            if (Compare(place, after) <= 0 || Compare(place, highest) > 0)
                return;
            kept[count++] = place;
            if (count == kept.Length)
                Halve();
        }

        internal List<TablePlace> Sorted()
        {
            Halve();
            return [.. kept[..Math.Min(count, most)]];
        }

        void Halve()
        {
            Array.Sort(kept, 0, count, Comparer<TablePlace>.Create(Compare));
            if (count < most)
                return;
            count = most;
            highest = kept[most - 1];
        }

        static int Compare(TablePlace a, TablePlace b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : a.Ordinal.CompareTo(b.Ordinal);
    }
}
