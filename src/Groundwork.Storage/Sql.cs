using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Groundwork.Storage;

/// <summary>JSON text as a value; stored byte for byte on both engines.</summary>
public readonly record struct Json(string Text);

/// <summary>A set of ids for <c>IN {ids}</c>.</summary>
public readonly record struct Ids(IReadOnlyCollection<string> Values);

/// <summary>A set of integers for <c>IN {numbers}</c>.</summary>
public readonly record struct Numbers(IReadOnlyCollection<long> Values);

/// <summary>
/// An SQL text whose every hole is a parameter. Text can only come from the literal, so a value can
/// never become SQL; what a hole means is decided by its type.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql(int literalLength, int formattedCount)
{
    Part[] parts = new Part[formattedCount * 2 + 1];
    int count;
    readonly int length = literalLength + formattedCount * 3;

    /// <summary>A fragment that adds nothing.</summary>
    public static Sql Nothing => $"";

    public void AppendLiteral(string literal) => Add(new Part(literal));
    public void AppendFormatted(string? value) => Add(new Hole(HoleKind.Text, Storable(value)));
    public void AppendFormatted(long value) => Add(Hole.Of(value));
    public void AppendFormatted(long? value) => Add(value is { } integer ? Hole.Of(integer) : new Hole(HoleKind.Integer, null));
    public void AppendFormatted(bool value) => Add(Hole.Of(value ? 1L : 0L));
    public void AppendFormatted(double value) => Add(Hole.Of(value));
    public void AppendFormatted(double? value) => Add(value is { } real ? Hole.Of(real) : new Hole(HoleKind.Real, null));
    public void AppendFormatted(byte[] value) => Add(new Hole(HoleKind.Bytes, value));
    public void AppendFormatted(Json value) => Add(new Hole(HoleKind.Json, value.Text));
    public void AppendFormatted(Json? value) => Add(new Hole(HoleKind.Json, value?.Text));
    public void AppendFormatted(Ids value) => Add(new Hole(HoleKind.Ids, value.Values));
    public void AppendFormatted(Numbers value) => Add(new Hole(HoleKind.Numbers, value.Values));

    public void AppendFormatted(Rows rows)
    {
        Rows = Rows is null ? rows : throw new InvalidOperationException("A statement takes rows once.");
        Add(new Part(rows));
    }

    public void AppendFormatted(Dialect word) => Add(new Part(word));

    /// <summary>Puts a fragment, itself made only of literals and holes, into the text.</summary>
    public void AppendFormatted(Sql fragment)
    {
        foreach (var part in fragment.Parts)
            if (part.Text is Rows rows)
                AppendFormatted(rows);
            else
                Add(part);
    }

    void Add(Hole hole) => Add(new Part(null, hole));

    void Add(Part part)
    {
        if (count == parts.Length)
            Array.Resize(ref parts, Math.Max(8, count * 2));
        parts[count++] = part;
    }

    /// <summary>What it is made of, in order.</summary>
    internal ReadOnlySpan<Part> Parts => parts.AsSpan(0, count);

    // PostgreSQL can't hold U+0000 in a text; what one engine refuses the other one doesn't take either.
    internal static string? Storable(string? value) =>
        value?.Contains('\0', StringComparison.Ordinal) == true ? throw new UnstorableTextException() : value;

    /// <summary>The rows that the statement takes, if it takes any.</summary>
    internal Rows? Rows { get; private set; }

    /// <param name="engine">For which engine.</param>
    /// <param name="tx">The number of the running transaction, where the engine has none of its own.</param>
    /// <param name="taken">How many of its rows the statement takes at a time; only SQLite is asked for more than one text.</param>
    internal Rendered Render(Engine engine, long tx, int taken = 1)
    {
        var text = new StringBuilder(length);
        var values = new List<Hole>();
        foreach (var part in Parts)
            switch (part.Text)
            {
                case string literal:
                    text.Append(literal);
                    break;
                case Dialect word when word == Dialect.Tx && engine == Engine.Sqlite:
                    Parameter(text, values, Hole.Of(tx));
                    break;
                case Dialect word:
                    text.Append(word.On(engine));
                    break;
                case Rows rows:
                    Table(text, values, rows, engine, taken);
                    break;
                case null when part.Hole.Kind is HoleKind.Ids or HoleKind.Numbers:
                    text.Append(engine == Engine.Sqlite ? "(SELECT value FROM json_each(" : "(SELECT unnest(");
                    Parameter(text, values, part.Hole);
                    text.Append("))");
                    break;
                default:
                    Parameter(text, values, part.Hole);
                    break;
            }
        return new Rendered(text.ToString(), values, Rows);
    }

    static void Table(StringBuilder text, List<Hole> values, Rows rows, Engine engine, int taken)
    {
        var names = string.Join(", ", rows.Columns.Select(c => c.Name));
        if (engine == Engine.Postgres)
        {
            text.Append("unnest(");
            List(rows, column =>
            {
                Parameter(text, values, new Hole(column.Kind, column));
                text.Append(ArrayOf(column.Kind));
            });
            text.Append(") AS r (").Append(names).Append(')');
            return;
        }
        text.Append("(SELECT ").AppendJoin(", ", rows.Columns.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"column{i + 1} AS {c.Name}"))).Append(" FROM (VALUES ");
        for (var row = 0; row < taken; row++)
        {
            text.Append(row == 0 ? "(" : ", (");
            List(rows, column => Parameter(text, values, new Hole(column.Kind, column)));
            text.Append(')');
        }
        text.Append(")) AS r");

        void List(Rows of, Action<Rows.Column> each)
        {
            for (var i = 0; i < of.Columns.Count; i++)
            {
                if (i > 0)
                    text.Append(", ");
                each(of.Columns[i]);
            }
        }
    }

    static string ArrayOf(HoleKind kind) => kind switch
    {
        HoleKind.Integer => "::bigint[]",
        HoleKind.Real => "::double precision[]",
        HoleKind.Json => "::json[]",
        _ => "::text[]",
    };

    // "$1" is a position to PostgreSQL and a name to SQLite: one text serves both.
    static void Parameter(StringBuilder text, List<Hole> values, Hole hole)
    {
        values.Add(hole);
        text.Append('$').Append(values.Count);
    }
}

/// <summary>A piece of a statement: a literal, a word of <see cref="Dialect"/> or <see cref="Rows"/>; without any of them, a hole.</summary>
readonly record struct Part(object? Text, Hole Hole = default);

enum HoleKind { Text, Integer, Real, Bytes, Json, Ids, Numbers }

/// <summary>A parameter. Numbers aren't boxed: there are hundreds in each answer that comes in.</summary>
readonly struct Hole
{
    readonly object? reference;
    readonly long bits;

    internal Hole(HoleKind kind, object? value) => (Kind, reference) = (kind, value);

    Hole(HoleKind kind, long bits) => (Kind, reference, this.bits) = (kind, Number, bits);

    // Stands where a number is, so that there is something.
    static readonly object Number = new();

    internal static Hole Of(long value) => new(HoleKind.Integer, value);

    internal static Hole Of(double value) => new(HoleKind.Real, BitConverter.DoubleToInt64Bits(value));

    internal HoleKind Kind { get; }

    internal bool IsNull => reference is null;

    /// <summary>Is it a number, in <see cref="Integer"/> or <see cref="Real"/>?</summary>
    internal bool IsNumber => reference == Number;

    internal long Integer => bits;

    internal double Real => BitConverter.Int64BitsToDouble(bits);

    internal object? Value => !IsNumber ? reference : Kind == HoleKind.Integer ? (object)bits : Real;
}

readonly record struct Rendered(string Text, List<Hole> Values, Rows? Rows);

/// <summary>The two storage engines.</summary>
public enum Engine { Sqlite, Postgres }
