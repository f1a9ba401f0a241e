using System.Text.Json;
using Groundwork.Core.Search;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>The items of a dataset as rows to filter and sort. Deleted ones are not among them.</summary>
sealed class ItemRows(string workspace, string id) : RowSource(workspace, id)
{
    internal static readonly FilterField[] Declared =
    [
        new("modality", "Kind", FieldKind.Choice),
        new("import", "Import", FieldKind.Choice),
        new("split", "Split", FieldKind.Choice),
        new("tag", "Tag", FieldKind.Choice),
        new("created", "Added", FieldKind.Time, Sorts: true),
        new("text", "Text", FieldKind.Text),
    ];

    internal override IReadOnlyList<FilterField> Fields => Declared;

    internal override int Streams => 1;

    internal override ValueTask<List<long>> Next(Session s, long after, int most) => s.All($"""
        SELECT ordinal FROM item WHERE dataset = {Id} AND workspace = {s.Workspace} AND ordinal > {after} ORDER BY ordinal LIMIT {(long)most}
        """, r => r.Long(0));

    internal override async ValueTask<List<(Place At, long Ordinal)>[]> Changed(Session s, Place[] after, int most) =>
    [
        await s.All($"""
            SELECT tx, ordinal FROM item WHERE dataset = {Id} AND workspace = {s.Workspace} AND tx >= {after[0].Tx}
            AND (tx > {after[0].Tx} OR ordinal > {after[0].Ordinal}) ORDER BY tx, ordinal LIMIT {(long)most}
            """, r => (new Place(r.Long(0), r.Long(1)), r.Long(1))),
    ];

    internal override async ValueTask Read(Session s, ColumnTableEdit edit, IReadOnlyList<long> ordinals)
    {
        var (modality, import, split) = (edit.Column("modality", ColumnKind.Word), edit.Column("import", ColumnKind.Word), edit.Column("split", ColumnKind.Word));
        var (tag, created) = (edit.Column("tag", ColumnKind.Words), edit.Column("created", ColumnKind.Number));
        await s.Each($"""
            SELECT ordinal, modality, import, split, tags, created, deleted FROM item
            WHERE dataset = {Id} AND workspace = {s.Workspace} AND ordinal IN {new Numbers([.. ordinals])}
            """, r =>
        {
            var ordinal = checked((int)r.Long(0));
            if (r.LongOrNull(6) is not null)
            {
                edit.Remove(ordinal);
                return;
            }
            edit.Put(ordinal);
            edit.Set(modality, r.Text(1));
            edit.Set(import, r.Text(2));
            edit.Set(split, r.TextOrNull(3));
            if (r.TextOrNull(4) is { Length: > 2 } tags)
                edit.Set(tag, JsonSerializer.Deserialize<string[]>(tags) ?? []);
            edit.Set(created, r.Long(5));
        });
    }

    internal override async ValueTask<long> Highest(Session s) =>
        await s.Long($"SELECT max(ordinal) FROM item WHERE dataset = {Id} AND workspace = {s.Workspace}") ?? 0;

    internal override ValueTask<(string Dataset, Column? Pointer)> Searched(Session s, ColumnTable table) => ValueTask.FromResult((Id, (Column?)null));

    internal override ValueTask<Predicate> On(Session s, ColumnTable table, FilterCondition condition) => ValueTask.FromResult(condition switch
    {
        OneOfWords words => words.On(ColumnOf(table, words.Field)),
        InRange range => range.On(table.Column(range.Field.Name, ColumnKind.Number)),
        _ => throw new InvalidOperationException($"{condition} is searched in the texts."),
    });

    internal override async ValueTask<List<TableFields.Choice>> Choices(Session s, ColumnTable table, FilterField field, TableFields.Under under)
    {
        var found = TableFields.Counted(table, ColumnOf(table, field), under(c => c.Field == field), word => word);
        if (field.Name != "import")
            return found;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await s.Each($"SELECT id, file_name FROM import WHERE workspace = {s.Workspace} AND id IN {new Ids([.. found.Select(c => c.Value)])}",
            r => files[r.Text(0)] = r.Text(1));
        return [.. found.Select(c => c with { Title = files.GetValueOrDefault(c.Value) is { Length: > 0 } name ? name : c.Title })];
    }

    static Column ColumnOf(ColumnTable table, FilterField field) => table.Column(field.Name, field.Name == "tag" ? ColumnKind.Words : ColumnKind.Word);
}
