using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Changes many items of a dataset in one unit, with one line of the audit log. Doing it again changes nothing more.</summary>
static class ItemChanges
{
    const int MostTags = 50;

    sealed record Row(string Id, List<string> Tags, string? Split);

    /// <summary>One chunk; how many of the items were changed.</summary>
    internal static async ValueTask<int> Apply(Session s, CurrentMember me, string dataset, IReadOnlyCollection<long> ordinals, ItemChange change, string? deletion)
    {
        var rows = await s.All($"""
            SELECT id, tags, split FROM item WHERE dataset = {dataset} AND workspace = {s.Workspace} AND ordinal IN {new Numbers(ordinals)} AND deleted IS NULL
            ORDER BY ordinal {Dialect.Lock}
            """, r => new Row(r.Text(0), r.TextOrNull(1) is { } tags ? JsonSerializer.Deserialize<List<string>>(tags)! : [], r.TextOrNull(2)));
        var changed = deletion is null ? await Rewrite(s, rows, change) : await Delete(s, dataset, [.. rows.Select(r => r.Id)], deletion);
        if (changed.Count > 0)
            await EventCalls.Record(s, me.Id, deletion is null ? "items.changed" : "items.deleted", deletion ?? dataset, after: AnswerDocument.HashOf(Encoding.UTF8.GetBytes(
                JsonSerializer.Serialize(new { change, items = changed }, JsonSerializerOptions.Web))));
        return changed.Count;
    }

    // What becomes the same is written together.
    static async ValueTask<List<string>> Rewrite(Session s, List<Row> rows, ItemChange change)
    {
        var (tag, untag, split) = (change.Tag?.Trim(), change.Untag?.Trim(), change.Split?.Trim());
        var changed = new List<string>();
        foreach (var group in rows.Select(r => (Row: r, After: After(r, tag, untag, split)))
            .Where(p => !p.After.Tags.SequenceEqual(p.Row.Tags, StringComparer.Ordinal) || p.After.Split != p.Row.Split)
            .GroupBy(p => (Tags: JsonSerializer.Serialize(p.After.Tags), p.After.Split), p => p.Row.Id))
        {
            await s.Run($"""
                UPDATE item SET tags = {new Json(group.Key.Tags)}, split = {group.Key.Split}, tx = {Dialect.Tx} WHERE workspace = {s.Workspace} AND id IN {new Ids([.. group])}
                """);
            changed.AddRange(group);
        }
        return changed;
    }

    static (List<string> Tags, string? Split) After(Row row, string? tag, string? untag, string? split)
    {
        var tags = row.Tags.Where(t => t != untag).ToList();
        if (tag is not null && !tags.Contains(tag, StringComparer.Ordinal) && tags.Count < MostTags)
            tags.Add(tag);
        return (tags, split is null ? row.Split : split.Length == 0 ? null : split);
    }

    static async ValueTask<List<string>> Delete(Session s, string dataset, List<string> items, string deletion)
    {
        await s.Run($"UPDATE item SET deleted = {s.Now}, deletion = {deletion}, tx = {Dialect.Tx} WHERE workspace = {s.Workspace} AND id IN {new Ids(items)}");
        await WorkCalls.Withdraw(s, dataset, items, deletion);
        await Count(s, dataset, deletion, items.Count);
        return items;
    }

    /// <summary>Notes that items are about to be deleted together; what brings them back.</summary>
    internal static async ValueTask<string> Begin(Session s, CurrentMember me, string dataset)
    {
        var id = s.NewId();
        await s.Run($"INSERT INTO deletion (id, workspace, dataset, by_member, at, items) VALUES ({id}, {s.Workspace}, {dataset}, {me.Id}, {s.Now}, 0)");
        return id;
    }

    /// <summary>Brings back the next items of a deletion; how many they were, or null if there is nothing to bring back.</summary>
    internal static async ValueTask<int?> Undo(Session s, CurrentMember me, string deletion, int most)
    {
        var dataset = await s.Text($"SELECT dataset FROM deletion WHERE id = {deletion} AND workspace = {s.Workspace} AND undone IS NULL AND purged IS NULL {Dialect.Lock}");
        if (dataset is null)
            return null;
        var items = await Some(s, deletion, most);
        await s.Run($"UPDATE item SET deleted = NULL, deletion = NULL, tx = {Dialect.Tx} WHERE workspace = {s.Workspace} AND id IN {new Ids(items)}");
        await WorkCalls.Restore(s, dataset, items, deletion);
        await Count(s, dataset, deletion, -items.Count);
        if (items.Count < most)
        {
            await s.Run($"UPDATE deletion SET undone = {s.Now} WHERE id = {deletion} AND workspace = {s.Workspace}");
            await EventCalls.Record(s, me.Id, "items.restored", deletion);
        }
        return items.Count;
    }

    /// <summary>Gives up the next items of a deletion whose time is over: what they said is gone, that they were there remains.</summary>
    internal static async ValueTask<bool> Purge(Session s, string deletion, int most)
    {
        var items = await Some(s, deletion, most);
        await s.Run($"""
            UPDATE item SET payload = {new Json("{}")}, metadata = {new Json("{}")}, tags = NULL, content = NULL, asset = NULL, deletion = NULL, tx = {Dialect.Tx}
            WHERE workspace = {s.Workspace} AND id IN {new Ids(items)}
            """);
        if (items.Count == most)
            return true;
        await s.Run($"UPDATE deletion SET purged = {s.Now} WHERE id = {deletion} AND workspace = {s.Workspace}");
        await EventCalls.Record(s, "system", "items.purged", deletion);
        return false;
    }

    static ValueTask<List<string>> Some(Session s, string deletion, int most) => s.All($"""
        SELECT id FROM item WHERE deletion = {deletion} AND workspace = {s.Workspace} ORDER BY ordinal LIMIT {(long)most} {Dialect.Lock}
        """, r => r.Text(0));

    static async ValueTask Count(Session s, string dataset, string deletion, long by)
    {
        await s.Run($"UPDATE dataset SET deleted_items = deleted_items + {by} WHERE id = {dataset} AND workspace = {s.Workspace}");
        await s.Run($"UPDATE deletion SET items = items + {by} WHERE id = {deletion} AND workspace = {s.Workspace}");
    }
}
