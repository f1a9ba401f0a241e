namespace Groundwork.Core.Search;

/// <summary>Something that is true or not of a row of a <see cref="ColumnTable"/>.</summary>
public abstract record Predicate
{
    internal abstract void Test(ColumnTable.Chunk chunk, int index, Span<ulong> into);

    /// <summary>The column has one of these words; the empty word stands for rows without any.</summary>
    public static Predicate Among(Column column, IEnumerable<string> words)
    {
        var codes = words.Select(column.KnownCode).OfType<int>().ToArray();
        var allowed = new bool[codes.Length == 0 ? 0 : codes.Max() + 1];
        foreach (var code in codes)
            allowed[code] = true;
        return new OneOf(column, allowed);
    }

    /// <summary>The column has a number in this range, both ends included.</summary>
    public static Predicate Between(Column column, long low, long high) => new Range(column, low, high);

    /// <summary>The row is in the set.</summary>
    public static Predicate In(Bitmap rows) => new Member(rows);

    /// <summary>The column's number is in the set: the rows of another table that these rows point to.</summary>
    public static Predicate PointsInto(Column column, Bitmap rows) => new Link(column, rows);

    /// <summary>It doesn't hold.</summary>
    public static Predicate Not(Predicate predicate) => new Negation(predicate);

    /// <summary>One of them holds.</summary>
    public static Predicate Any(params IReadOnlyList<Predicate> predicates) => new Either(predicates);

    sealed record OneOf(Column Column, bool[] Allowed) : Predicate
    {
        internal override void Test(ColumnTable.Chunk chunk, int index, Span<ulong> into)
        {
            if (Column.Kind == ColumnKind.Words && chunk.Sets(Column) is { } sets)
                sets.Among(Allowed, into);
            else if (Column.Kind == ColumnKind.Word && chunk.Values(Column) is { } values)
                values.Among(Allowed, into);
            else if (Allowed.Length > 0 && Allowed[0])
                into.Fill(ulong.MaxValue);
        }
    }

    sealed record Range(Column Column, long Low, long High) : Predicate
    {
        internal override void Test(ColumnTable.Chunk chunk, int index, Span<ulong> into) => chunk.Values(Column)?.Between(Low, High, into);
    }

    sealed record Member(Bitmap Rows) : Predicate
    {
        internal override void Test(ColumnTable.Chunk chunk, int index, Span<ulong> into)
        {
            var words = Rows.Words;
            var from = index * ColumnTable.ChunkWords;
            if (from < words.Length)
                words[from..Math.Min(words.Length, from + ColumnTable.ChunkWords)].CopyTo(into);
        }
    }

    sealed record Link(Column Column, Bitmap Rows) : Predicate
    {
        internal override void Test(ColumnTable.Chunk chunk, int index, Span<ulong> into) => chunk.Values(Column)?.Within(Rows, into);
    }

    sealed record Negation(Predicate Inner) : Predicate
    {
        internal override void Test(ColumnTable.Chunk chunk, int index, Span<ulong> into)
        {
            Inner.Test(chunk, index, into);
            for (var w = 0; w < into.Length; w++)
                into[w] = ~into[w];
        }
    }

    sealed record Either(IReadOnlyList<Predicate> Inner) : Predicate
    {
        internal override void Test(ColumnTable.Chunk chunk, int index, Span<ulong> into)
        {
            Span<ulong> one = stackalloc ulong[ColumnTable.ChunkWords];
            foreach (var predicate in Inner)
            {
                one.Clear();
                predicate.Test(chunk, index, one);
                for (var w = 0; w < into.Length; w++)
                    into[w] |= one[w];
            }
        }
    }
}
