using Groundwork.Core.Documents;

namespace Groundwork.Core.Search;

/// <summary>What the values of a field are, and so which conditions it takes.</summary>
public enum FieldKind
{
    /// <summary>Words of a list: <c>is</c>, <c>not</c>.</summary>
    Choice,

    /// <summary>Numbers with fractions: <c>above</c>, <c>below</c>.</summary>
    Number,

    /// <summary>Whole numbers: <c>above</c>, <c>below</c>.</summary>
    Whole,

    /// <summary>Moments in Unix milliseconds: <c>from</c>, <c>to</c>.</summary>
    Time,

    /// <summary>Words in a text: <c>has</c>.</summary>
    Text,
}

/// <summary>A field that a table is filtered or sorted by. What isn't declared can't be asked for.</summary>
/// <param name="Name">As it stands in a filter.</param>
/// <param name="Title">What people see.</param>
/// <param name="Kind">Which conditions it takes.</param>
/// <param name="Sorts">Whether the table can be sorted by it.</param>
public sealed record FilterField(string Name, string Title, FieldKind Kind, bool Sorts = false);

/// <summary>One condition of a filter.</summary>
/// <param name="Field">What it is about.</param>
public abstract record FilterCondition(FilterField Field);

/// <summary>The field has one of these words, or none of them.</summary>
/// <param name="Field">A choice.</param>
/// <param name="Words">At least one; the empty word stands for rows without any.</param>
/// <param name="Negated">None of them.</param>
public sealed record OneOfWords(FilterField Field, IReadOnlyList<string> Words, bool Negated) : FilterCondition(Field)
{
    /// <summary>The same on a column that has these words.</summary>
    public Predicate On(Column column) => Either(Predicate.Among(column, Words));

    /// <summary>Turns what holds for rows with one of the words into what this condition says.</summary>
    public Predicate Either(Predicate has) => Negated ? Predicate.Not(has) : has;
}

/// <summary>The field's number is within this range, both ends included, as a <see cref="ColumnTable"/> keeps numbers.</summary>
/// <param name="Field">A number or a time.</param>
/// <param name="Low">The lowest, as in the column.</param>
/// <param name="High">The highest.</param>
public sealed record InRange(FilterField Field, long Low, long High) : FilterCondition(Field)
{
    /// <summary>The same on a column with these numbers.</summary>
    public Predicate On(Column column) => Predicate.Between(column, Low, High);
}

/// <summary>The text has every one of these words, and one that begins so: the last that was typed may go on.</summary>
/// <param name="Field">A text.</param>
/// <param name="Words">Folded, each once.</param>
/// <param name="Beginning">Folded.</param>
public sealed record HasWords(FilterField Field, IReadOnlyList<string> Words, string Beginning) : FilterCondition(Field)
{
    /// <summary>What was typed, as a condition; null if it has no word.</summary>
    public static HasWords? Of(FilterField field, string typed)
    {
        var all = new List<string>();
        Search.Words.Each(typed, all, static (to, word) => to.Add(word.ToString()));
        return all.Count == 0 ? null : new HasWords(field, [.. all.SkipLast(1).Distinct(StringComparer.Ordinal)], all[^1]);
    }
}

/// <summary>Fractions as integers of the same order, so that a column keeps and compares them exactly.</summary>
public static class OrderedNumber
{
    /// <summary>The integer of a number; −0 counts as 0, and what is no number has none.</summary>
    public static long Of(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number == 0 ? 0 : number);
        return bits >= 0 ? bits : bits ^ long.MaxValue;
    }

    /// <summary>The number of an integer.</summary>
    public static double From(long ordered) => BitConverter.Int64BitsToDouble(ordered >= 0 ? ordered : ordered ^ long.MaxValue);
}
