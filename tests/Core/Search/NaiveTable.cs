using Groundwork.Core.Search;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Search;

/// <summary>A table as anybody would write it, which a <see cref="ColumnTable"/> must agree with.</summary>
sealed class NaiveTable
{
    internal sealed record Row(int Ordinal, string State, string? Batch, string[] Tags, long? Changed, double? Confidence, int Points);

    internal static readonly string[] States = ["new", "open", "done"];

    internal SortedDictionary<int, Row> Rows { get; } = [];

    internal ColumnTable Table { get; private set; } = new();

    /// <summary>Puts, replaces or removes some rows in both.</summary>
    internal void Change(SeededRandom random, int most, int count)
    {
        var edit = new ColumnTableEdit(Table);
        for (var i = 0; i < count; i++)
        {
            var ordinal = random.NextInt(most);
            if (random.NextInt(8) == 0)
            {
                Rows.Remove(ordinal);
                edit.Remove(ordinal);
                continue;
            }
            var row = new Row(ordinal, States[random.NextInt(3)], random.NextInt(3) == 0 ? null : $"batch {random.NextInt(300)}",
                [.. Enumerable.Range(0, random.NextInt(4)).Select(_ => $"tag {random.NextInt(5)}").Distinct()],
                random.NextInt(10) == 0 ? null : random.NextInt(2) == 0 ? random.NextInt(1000) : 1_700_000_000_000 + random.NextInt(1_000_000_000),
                random.NextInt(4) == 0 ? null : random.NextInt(3) == 0 ? -0.5 + random.NextInt(3) * 0.5 : random.NextDouble(), random.NextInt(100_000));
            Rows[ordinal] = row;
            Put(edit, row);
        }
        Table = edit.Publish();
    }

    static void Put(ColumnTableEdit edit, Row row)
    {
        edit.Put(row.Ordinal);
        edit.Set(edit.Column("state", ColumnKind.Word), row.State);
        edit.Set(edit.Column("batch", ColumnKind.Word), row.Batch);
        edit.Set(edit.Column("tags", ColumnKind.Words), row.Tags);
        edit.Set(edit.Column("changed", ColumnKind.Number), row.Changed);
        edit.Set(edit.Column("confidence", ColumnKind.Number), row.Confidence is { } c ? OrderedNumber.Of(c) : null);
        edit.Set(edit.Column("points", ColumnKind.Number), row.Points);
    }

    internal static readonly FilterField[] Fields =
    [
        new("state", "State", FieldKind.Choice), new("batch", "Batch", FieldKind.Choice), new("tags", "Tags", FieldKind.Choice),
        new("changed", "Changed", FieldKind.Time, Sorts: true), new("confidence", "Confidence", FieldKind.Number, Sorts: true), new("points", "Points", FieldKind.Whole, Sorts: true),
    ];

    /// <summary>A random filter as JSON, and what it means.</summary>
    internal static (string Json, Func<Row, bool> Holds) Filter(SeededRandom random)
    {
        var conditions = Enumerable.Range(0, random.NextInt(4)).Select(_ => One(random)).ToList();
        return ($"[{string.Join(',', conditions.Select(c => c.Json))}]", row => conditions.TrueForAll(c => c.Holds(row)));
    }

    static (string Json, Func<Row, bool> Holds) One(SeededRandom random)
    {
        var negated = random.NextInt(2) == 0;
        string[] words;
        switch (random.NextInt(6))
        {
            case 0:
                words = [States[random.NextInt(3)], "never heard of"];
                return (Choice("state", negated, words), row => words.Contains(row.State) != negated);
            case 1:
                words = [$"batch {random.NextInt(300)}", random.NextInt(2) == 0 ? "" : "batch 7"];
                return (Choice("batch", negated, words), row => words.Contains(row.Batch ?? "") != negated);
            case 2:
                words = [$"tag {random.NextInt(5)}", random.NextInt(3) == 0 ? "" : "tag 0"];
                return (Choice("tags", negated, words), row => (row.Tags.Length == 0 ? words.Contains("") : row.Tags.Any(t => words.Contains(t))) != negated);
            case 3:
                var from = random.NextInt(2) == 0 ? random.NextInt(1000) : 1_700_000_000_000L + random.NextInt(1_000_000_000);
                return random.NextInt(2) == 0 ? ($$"""{"field":"changed","from":{{from}}}""", row => row.Changed >= from)
                    : ($$"""{"field":"changed","from":200,"to":{{from}}}""", row => row.Changed >= 200 && row.Changed < from);
            case 4:
                var limit = random.NextInt(3) == 0 ? 0.5 : random.NextDouble();
                return random.NextInt(2) == 0 ? (FormattableString.Invariant($$"""{"field":"confidence","above":{{limit:R}}}"""), row => row.Confidence > limit)
                    : (FormattableString.Invariant($$"""{"field":"confidence","below":{{limit:R}},"above":-0.5}"""), row => row.Confidence < limit && row.Confidence > -0.5);
            default:
                var points = random.NextInt(100_000) + (random.NextInt(2) == 0 ? 0.5 : 0);
                return (FormattableString.Invariant($$"""{"field":"points","above":{{points}}}"""), row => row.Points > points);
        }
    }

    static string Choice(string field, bool negated, string[] words) =>
        $$"""{"field":"{{field}}","{{(negated ? "not" : "is")}}":[{{string.Join(',', words.Select(w => $"\"{w}\""))}}]}""";

    internal Predicate On(FilterCondition condition) => condition switch
    {
        OneOfWords words => words.On(Table.Column(words.Field.Name, words.Field.Name == "tags" ? ColumnKind.Words : ColumnKind.Word)),
        InRange range => range.On(Table.Column(range.Field.Name, ColumnKind.Number)),
        _ => throw new InvalidOperationException(),
    };
}
