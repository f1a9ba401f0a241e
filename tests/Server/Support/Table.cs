using System.Text.Json;

namespace Groundwork.Server.Tests.Support;

/// <summary>Asks the tables of items and tasks as their screens do.</summary>
public static class Table
{
    public static string Filter(params object[] conditions) => JsonSerializer.Serialize(conditions);

    public static string Query(string? filter = null, string? sort = null, string? after = null, int? limit = null) => "?" + string.Join('&',
        new[] { ("filter", filter), ("sort", sort), ("after", after), ("limit", limit?.ToString(System.Globalization.CultureInfo.InvariantCulture)) }
            .Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}"));

    public static Task<Answer> Tasks(this Project project, string? filter = null, string? sort = null, Client? by = null, int limit = 1000) =>
        (by ?? project.Server.Owner).Get($"/api/projects/{project.Id}/tasks{Query(filter, sort, limit: limit)}");

    public static Task<Answer> Items(this Project project, string? filter = null, string? sort = null, Client? by = null, int limit = 1000) =>
        (by ?? project.Server.Owner).Get($"/api/datasets/{project.Dataset}/items{Query(filter, sort, limit: limit)}");

    public static List<long> Ordinals(this Answer list) => [.. list.Expect(200).Items.Select(i => i.GetProperty("ordinal").GetInt64())];

    /// <summary>All pages, one after the other.</summary>
    public static async Task<List<long>> AllOrdinals(Client by, string path, string? filter, string? sort, int limit)
    {
        var seen = new List<long>();
        string? after = null;
        do
        {
            var page = (await by.Get(path + Query(filter, sort, after, limit))).Expect(200);
            page.Items.Count.ShouldBeLessThanOrEqualTo(limit);
            seen.AddRange(page.Ordinals());
            after = page["next"].GetString();
        }
        while (after is not null);
        return seen;
    }

    /// <summary>The values of a field with their counts.</summary>
    public static Dictionary<string, long> Counts(this Answer fields, string name) => fields.Expect(200)["fields"].EnumerateArray()
        .Single(f => f.GetProperty("name").GetString() == name).GetProperty("values").EnumerateArray()
        .Where(v => v.GetProperty("count").GetInt64() > 0).ToDictionary(v => v.GetProperty("value").GetString()!, v => v.GetProperty("count").GetInt64());

    /// <summary>Puts many texts into a dataset past the import.</summary>
    public static async Task Add(this Project project, IEnumerable<string> texts, string prefix = "bulk ")
    {
        var workspace = (await project.Server.All($"SELECT workspace FROM dataset WHERE id = {project.Dataset}", r => r.Text(0)))[0];
        foreach (var chunk in texts.Select((text, i) => new Groundwork.Server.Features.Data.NewItem(i, $"{prefix}{i}", "text", JsonSerializer.Serialize(new { text }), "{}")).Chunk(500))
            await project.Server.Db.Write(workspace, s => Groundwork.Server.Features.Data.DataCalls.AddItems(s, project.Dataset, "none", chunk));
    }
}
