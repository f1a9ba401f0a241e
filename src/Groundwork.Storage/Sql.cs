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
    readonly List<object> parts = new(formattedCount * 2 + 1);
    readonly int length = literalLength + formattedCount * 3;

    /// <summary>A fragment that adds nothing.</summary>
    public static Sql Nothing => $"";

    public void AppendLiteral(string literal) => parts.Add(literal);
    public void AppendFormatted(string? value) => parts.Add(new Hole(HoleKind.Text, Storable(value)));
    public void AppendFormatted(long value) => parts.Add(new Hole(HoleKind.Integer, value));
    public void AppendFormatted(long? value) => parts.Add(new Hole(HoleKind.Integer, value));
    public void AppendFormatted(bool value) => parts.Add(new Hole(HoleKind.Integer, value ? 1L : 0L));
    public void AppendFormatted(double value) => parts.Add(new Hole(HoleKind.Real, value));
    public void AppendFormatted(double? value) => parts.Add(new Hole(HoleKind.Real, value));
    public void AppendFormatted(byte[] value) => parts.Add(new Hole(HoleKind.Bytes, value));
    public void AppendFormatted(Json value) => parts.Add(new Hole(HoleKind.Json, value.Text));
    public void AppendFormatted(Json? value) => parts.Add(new Hole(HoleKind.Json, value?.Text));
    public void AppendFormatted(Ids value) => parts.Add(new Hole(HoleKind.Ids, value.Values));
    public void AppendFormatted(Numbers value) => parts.Add(new Hole(HoleKind.Numbers, value.Values));
    public void AppendFormatted(Rows rows) => parts.Add(rows);
    public void AppendFormatted(Dialect word) => parts.Add(word);

    /// <summary>Puts a fragment, itself made only of literals and holes, into the text.</summary>
    public void AppendFormatted(Sql fragment) => parts.AddRange(fragment.parts);

    // PostgreSQL can't hold U+0000 in a text; what one engine refuses the other one doesn't take either.
    internal static string? Storable(string? value) =>
        value?.Contains('\0', StringComparison.Ordinal) == true ? throw new UnstorableTextException() : value;

    /// <summary>The rows that the statement takes, if it takes any.</summary>
    internal Rows? Rows => parts.OfType<Rows>().FirstOrDefault();

    /// <param name="engine">For which engine.</param>
    /// <param name="tx">The number of the running transaction, where the engine has none of its own.</param>
    /// <param name="taken">How many of its rows the statement takes at a time; only SQLite is asked for more than one text.</param>
    internal Rendered Render(Engine engine, long tx, int taken = 1)
    {
        var text = new StringBuilder(length);
        var values = new List<Hole>();
        Rows? many = null;
        foreach (var part in parts)
            switch (part)
            {
                case string literal:
                    text.Append(literal);
                    break;
                case Dialect word when word == Dialect.Tx && engine == Engine.Sqlite:
                    Parameter(text, values, new Hole(HoleKind.Integer, tx));
                    break;
                case Dialect word:
                    text.Append(word.On(engine));
                    break;
                case Hole { Kind: HoleKind.Ids or HoleKind.Numbers } ids:
                    text.Append(engine == Engine.Sqlite ? "(SELECT value FROM json_each(" : "(SELECT unnest(");
                    Parameter(text, values, ids);
                    text.Append("))");
                    break;
                case Rows rows:
                    many = many is null ? rows : throw new InvalidOperationException("A statement takes rows once.");
                    Table(text, values, rows, engine, taken);
                    break;
                case Hole hole:
                    Parameter(text, values, hole);
                    break;
            }
        return new Rendered(text.ToString(), values, many);
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

enum HoleKind { Text, Integer, Real, Bytes, Json, Ids, Numbers }

readonly record struct Hole(HoleKind Kind, object? Value);

readonly record struct Rendered(string Text, List<Hole> Values, Rows? Rows);

/// <summary>The two storage engines.</summary>
public enum Engine { Sqlite, Postgres }
