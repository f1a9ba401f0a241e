namespace Groundwork.Storage;

/// <summary>
/// Many rows for one statement: <c>FROM {rows}</c> is a table named <c>r</c> with the columns given here. PostgreSQL takes
/// them as arrays in one round trip, SQLite in prepared statements of many rows: each is what was fastest there.
/// </summary>
public abstract class Rows
{
    readonly List<Column> columns = [];

    /// <summary>The values of one column, in the order of the rows.</summary>
    internal sealed record Column(string Name, HoleKind Kind, Array Values);

    public abstract int Count { get; }

    internal IReadOnlyList<Column> Columns => columns;

    /// <summary>Rows made of these things, one each.</summary>
    public static Rows<T> Of<T>(IReadOnlyList<T> items) => new(items);

    // A name stands in the text of the statement, so it is a word of this program and nothing else.
    private protected void Add(string name, HoleKind kind, Array values)
    {
        if (name.Length == 0 || !name.All(c => c is >= 'a' and <= 'z' or '_'))
            throw new ArgumentException("A column of rows is named by lower case letters and underscores.", nameof(name));
        columns.Add(new Column(name, kind, values));
    }
}

/// <inheritdoc cref="Rows"/>
public sealed class Rows<T> : Rows
{
    readonly IReadOnlyList<T> items;

    internal Rows(IReadOnlyList<T> items) => this.items = items;

    public override int Count => items.Count;

    public Rows<T> Text(string name, Func<T, string?> value) => With(name, HoleKind.Text, i => Sql.Storable(value(i)));

    public Rows<T> Integer(string name, Func<T, long?> value) => With(name, HoleKind.Integer, value);

    public Rows<T> Real(string name, Func<T, double?> value) => With(name, HoleKind.Real, value);

    public Rows<T> Json(string name, Func<T, string?> value) => With(name, HoleKind.Json, value);

    Rows<T> With<V>(string name, HoleKind kind, Func<T, V> value)
    {
        var values = new V[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(items[i]);
        Add(name, kind, values);
        return this;
    }
}
