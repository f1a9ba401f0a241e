using Groundwork.Core.Ontology;
using Groundwork.Core.Search;
using Groundwork.Server.Features.Projects;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Search;

/// <summary>The tasks of a project as rows to filter and sort, with what is believed about each and who answered. Those of deleted items are not among them.</summary>
sealed class TaskRows(FolderBlobs blobs, string workspace, string id) : RowSource(workspace, id)
{
    internal override IReadOnlyList<FilterField> Fields => TaskFields.Declared;

    internal override int Streams => 2;

    internal override ValueTask<List<long>> Next(Session s, long after, int most) => s.All($"""
        SELECT ordinal FROM task WHERE project = {Id} AND workspace = {s.Workspace} AND ordinal > {after} ORDER BY ordinal LIMIT {(long)most}
        """, r => r.Long(0));

    internal override async ValueTask<List<(Place At, long Ordinal)>[]> Changed(Session s, Place[] after, int most) =>
    [
        await s.All($"""
            SELECT tx, ordinal FROM task WHERE project = {Id} AND workspace = {s.Workspace} AND tx >= {after[0].Tx}
            AND (tx > {after[0].Tx} OR ordinal > {after[0].Ordinal}) ORDER BY tx, ordinal LIMIT {(long)most}
            """, r => (new Place(r.Long(0), r.Long(1)), r.Long(1))),
        await s.All($"""
            SELECT r.tx, t.ordinal FROM resolution r JOIN task t ON t.id = r.task AND t.workspace = r.workspace
            WHERE r.project = {Id} AND r.workspace = {s.Workspace} AND r.tx >= {after[1].Tx}
            AND (r.tx > {after[1].Tx} OR t.ordinal > {after[1].Ordinal}) ORDER BY r.tx, t.ordinal LIMIT {(long)most}
            """, r => (new Place(r.Long(0), r.Long(1)), r.Long(1))),
    ];

    internal override async ValueTask Read(Session s, ColumnTableEdit edit, IReadOnlyList<long> ordinals)
    {
        var those = new Numbers([.. ordinals]);
        var people = new Dictionary<long, List<string>>();
        await s.Each($"""
            SELECT DISTINCT t.ordinal, a.author FROM task t JOIN annotation a ON a.task = t.id AND a.workspace = t.workspace
            WHERE t.project = {Id} AND t.workspace = {s.Workspace} AND t.ordinal IN {those} AND a.author_kind NOT IN ('model', 'review')
            """, r => (people.TryGetValue(r.Long(0), out var some) ? some : people[r.Long(0)] = []).Add(r.Text(1)));
        var kept = new Dictionary<long, List<string>>();
        await s.Each($"SELECT ordinal, member FROM reservation WHERE task IN (SELECT id FROM task WHERE project = {Id} AND workspace = {s.Workspace} AND ordinal IN {those}) AND workspace = {s.Workspace}",
            r => (kept.TryGetValue(r.Long(0), out var some) ? some : kept[r.Long(0)] = []).Add(r.Text(1)));
        var marked = await TaskObjects.Of(s, blobs, Id, those);
        var classes = edit.Column("object", ColumnKind.Words);
        var assigned = edit.Column("assigned", ColumnKind.Words);
        var (state, batch, priority) = (edit.Column("state", ColumnKind.Word), edit.Column("batch", ColumnKind.Word), edit.Column("priority", ColumnKind.Number));
        var (changed, confidence) = (edit.Column("changed", ColumnKind.Number), edit.Column("confidence", ColumnKind.Number));
        var (person, item) = (edit.Column("person", ColumnKind.Words), edit.Column("item", ColumnKind.Number));
        // Codes in the states' own order: that is what sorting by them means.
        foreach (var known in TaskFields.States)
            state.CodeOf(known);
        await s.Each($"""
            SELECT t.ordinal, t.state, t.batch, t.priority, t.changed, t.item_ordinal, r.confidence, r.body, t.withdrawn FROM task t
            LEFT JOIN resolution r ON r.task = t.id AND r.workspace = t.workspace
            WHERE t.project = {Id} AND t.workspace = {s.Workspace} AND t.ordinal IN {those}
            """, r =>
        {
            var ordinal = checked((int)r.Long(0));
            if (r.TextOrNull(8) is not null)
            {
                edit.Remove(ordinal);
                return;
            }
            edit.Put(ordinal);
            edit.Set(state, r.Text(1));
            edit.Set(batch, r.TextOrNull(2));
            edit.Set(priority, r.Long(3));
            edit.Set(changed, r.Long(4));
            edit.Set(item, r.Long(5));
            edit.Set(confidence, r.DoubleOrNull(6) is { } belief ? OrderedNumber.Of(belief) : null);
            if (r.TextOrNull(7) is { } body)
                BelievedValues.Set(edit, body);
            if (kept.TryGetValue(r.Long(0), out var members))
                edit.Set(assigned, members);
            edit.Set(classes, marked.TryGetValue(r.Long(0), out var objects) ? objects : []);
            if (people.TryGetValue(r.Long(0), out var authors))
                edit.Set(person, authors);
        });
    }

    internal override async ValueTask<long> Highest(Session s) =>
        await s.Long($"SELECT max(ordinal) FROM task WHERE project = {Id} AND workspace = {s.Workspace}") ?? 0;

    internal override async ValueTask<(string Dataset, Column? Pointer)> Searched(Session s, ColumnTable table) =>
        (await s.Text($"SELECT dataset FROM project WHERE id = {Id} AND workspace = {s.Workspace}") ?? "", table.Column("item", ColumnKind.Number));

    internal override async ValueTask<Predicate> On(Session s, ColumnTable table, FilterCondition condition) => condition switch
    {
        OneOfWords { Field.Name: "class" } classes => classes.Either(TaskClasses.Among(table, await TaskClasses.Questions(s, Id), classes.Words)),
        OneOfWords { Field.Name: "batch" } batches => batches.Either(Predicate.Among(ColumnOf(table, batches.Field), await BatchesNamed(s, batches.Words))),
        OneOfWords words => words.On(ColumnOf(table, words.Field)),
        InRange range => range.On(table.Column(range.Field.Name, ColumnKind.Number)),
        _ => throw new InvalidOperationException($"{condition} is searched in the texts."),
    };

    internal override async ValueTask<List<TableFields.Choice>> Choices(Session s, ColumnTable table, FilterField field, TableFields.Under under)
    {
        if (field.Name == "class")
            return TaskClasses.Choices(table, await TaskClasses.Questions(s, Id), under);
        var found = TableFields.Counted(table, ColumnOf(table, field), under(c => c.Field == field), word => word);
        if (field.Name == "state")
            return [.. TaskFields.States.Select(state => found.Find(c => c.Value == state) ?? new TableFields.Choice(state, state, 0))];
        if (field.Name == "object")
            return await TaskObjects.Choices(s, Id, found);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var ids = new Ids([.. found.Select(c => c.Value)]);
        if (field.Name == "batch")
        {
            await s.Each($"SELECT id, name FROM batch WHERE workspace = {s.Workspace} AND id IN {ids}", r => names[r.Text(0)] = r.Text(1));
            return [.. found.Select(c => names.TryGetValue(c.Value, out var name) ? c with { Value = name, Title = name } : c)];
        }
        await s.Each($"SELECT id, name FROM member WHERE workspace = {s.Workspace} AND id IN {ids}", r => names[r.Text(0)] = r.Text(1));
        return [.. found.Select(c => c with { Title = names.GetValueOrDefault(c.Value, c.Title) })];
    }

    // Rows know a batch by its id, so that a new name is seen at once in all of them; people ask for it by the name.
    async ValueTask<List<string>> BatchesNamed(Session s, IReadOnlyList<string> words)
    {
        var ids = await s.All($"SELECT id FROM batch WHERE project = {Id} AND workspace = {s.Workspace} AND name IN {new Ids([.. words])}", r => r.Text(0));
        return [.. words.Where(w => w.Length == 0), .. ids];
    }

    static Column ColumnOf(ColumnTable table, FilterField field) => table.Column(field.Name, field.Name is "person" or "assigned" or "object" ? ColumnKind.Words : ColumnKind.Word);
}
