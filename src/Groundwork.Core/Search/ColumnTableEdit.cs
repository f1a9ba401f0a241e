namespace Groundwork.Core.Search;

/// <summary>Changes rows of a <see cref="ColumnTable"/> and makes its next version. Only the chunks that rows changed in are copied.</summary>
public sealed class ColumnTableEdit
{
    const int ChunkRows = ColumnTable.ChunkRows;

    sealed class Draft(ColumnTable.Chunk? from)
    {
        internal readonly ulong[] Present = from is null ? new ulong[ColumnTable.ChunkWords] : [.. from.Present];
        internal readonly Dictionary<Column, long[]> Numbers = [];
        internal readonly Dictionary<Column, int[]?[]> Sets = [];

        internal ColumnTable.Chunk? From => from;
    }

    readonly ColumnTable table;
    readonly Dictionary<int, Draft> drafts = [];
    Column[]? known;
    Draft draft = null!;
    int row = -1;

    /// <summary>Begins to change a version.</summary>
    public ColumnTableEdit(ColumnTable from) => table = from;

    /// <inheritdoc cref="ColumnTable.Column"/>
    public Column Column(string name, ColumnKind kind)
    {
        if (table.Known(name) is { } there)
            return there;
        known = null;
        return table.Column(name, kind);
    }

    /// <summary>Begins a row, in place of the one of that ordinal if there is one; what follows gives it its values.</summary>
    public void Put(int ordinal)
    {
        Open(ordinal);
        draft.Present[row >> 6] |= 1UL << row;
        foreach (var column in known ??= [.. table.Named.Values])
            if (column.Kind == ColumnKind.Words)
                Many(column)[row] = null;
            else
                Single(column)[row] = PackedValues.None;
    }

    /// <summary>Takes a row out.</summary>
    public void Remove(int ordinal)
    {
        if (!table.Has(ordinal) && !drafts.ContainsKey(ordinal / ChunkRows))
            return;
        Open(ordinal);
        draft.Present[row >> 6] &= ~(1UL << row);
    }

    /// <summary>Gives the row a number.</summary>
    public void Set(Column column, long? value) => Single(column)[row] = value ?? PackedValues.None;

    /// <summary>Gives the row a word; an empty one or null is none.</summary>
    public void Set(Column column, string? word) => Single(column)[row] = string.IsNullOrEmpty(word) ? PackedValues.None : column.CodeOf(word);

    /// <summary>Gives the row words; the same one twice counts once.</summary>
    public void Set(Column column, IEnumerable<string> words) =>
        Many(column)[row] = words.Where(w => w.Length > 0).Distinct(StringComparer.Ordinal).Select(column.CodeOf).ToArray() is { Length: > 0 } codes ? codes : null;

    /// <summary>The next version.</summary>
    public ColumnTable Publish()
    {
        if (drafts.Count == 0)
            return table;
        var chunks = new ColumnTable.Chunk?[Math.Max(table.Chunks.Length, drafts.Keys.Max() + 1)];
        table.Chunks.CopyTo(chunks, 0);
        foreach (var (at, each) in drafts)
            chunks[at] = Pack(each);
        var count = chunks.Sum(c => c is null ? 0 : c.Present.Sum(System.Numerics.BitOperations.PopCount));
        return new ColumnTable(chunks, count, table.Named, table.Naming);
    }

    void Open(int ordinal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        var at = ordinal / ChunkRows;
        row = ordinal % ChunkRows;
        if (drafts.TryGetValue(at, out var open))
            draft = open;
        else
            drafts.Add(at, draft = new Draft(at < table.Chunks.Length ? table.Chunks[at] : null));
    }

    long[] Single(Column column)
    {
        if (draft.Numbers.TryGetValue(column, out var values))
            return values;
        values = new long[ChunkRows];
        if (draft.From?.Values(column) is { } packed)
            for (var i = 0; i < ChunkRows; i++)
                values[i] = packed[i];
        else
            Array.Fill(values, PackedValues.None);
        draft.Numbers.Add(column, values);
        return values;
    }

    int[]?[] Many(Column column)
    {
        if (draft.Sets.TryGetValue(column, out var rows))
            return rows;
        rows = new int[]?[ChunkRows];
        draft.From?.Sets(column)?.Unpack(rows);
        draft.Sets.Add(column, rows);
        return rows;
    }

    ColumnTable.Chunk Pack(Draft draft)
    {
        var columns = new object?[table.Named.Count];
        draft.From?.Columns.AsSpan(0, Math.Min(columns.Length, draft.From.Columns.Length)).CopyTo(columns);
        foreach (var (column, values) in draft.Numbers)
        {
            Neutral(draft.Present, values);
            columns[column.Index] = PackedValues.Pack(values);
        }
        foreach (var (column, rows) in draft.Sets)
            columns[column.Index] = PackedSets.Pack(rows);
        return new ColumnTable.Chunk(draft.Present, columns);
    }

    // Rows that are not there say nothing: given the value of one that is, a chunk with one value throughout takes no room.
    static void Neutral(ulong[] present, long[] values)
    {
        long? any = null;
        foreach (var there in ColumnTable.RowsOf(present))
        {
            any ??= values[there];
            if (any != values[there])
                return;
        }
        for (var i = 0; any is not null && i < values.Length; i++)
            if ((present[i >> 6] >> i & 1) == 0)
                values[i] = any.Value;
    }
}
