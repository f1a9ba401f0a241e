using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Search;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>What a saved view is about, and what one may say.</summary>
static class SavedView
{
    internal const int MostOfTarget = 200;
    const int LongestName = 80, MostColumns = 60, LongestColumn = 80;

    /// <summary>The fields of what "project:…" or "dataset:…" means; null if it means nothing.</summary>
    internal static IReadOnlyList<FilterField>? Fields(string target) =>
        target.StartsWith("project:", StringComparison.Ordinal) ? TaskFields.Declared
        : target.StartsWith("dataset:", StringComparison.Ordinal) ? ItemRows.Declared : null;

    /// <summary>Is it there, and may the caller set it up?</summary>
    internal static ValueTask<bool> Exists(Session s, CurrentMember me, string target)
    {
        var id = target[(target.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return target.StartsWith("project:", StringComparison.Ordinal)
            ? s.Any($"SELECT 1 FROM project p WHERE p.id = {id} AND p.workspace = {s.Workspace} AND p.deleted IS NULL AND {ProjectAccess.Sees(s, me, Roles.Managers, $"p.id")}")
            : s.Any($"SELECT 1 FROM dataset WHERE id = {id} AND workspace = {s.Workspace} AND deleted IS NULL");
    }

    internal static List<Fault> Check(SaveView.Request view, IReadOnlyList<FilterField> fields)
    {
        var faults = new List<Fault>();
        if (view.Name.Trim().Length is 0 or > LongestName || view.Name.Any(char.IsControl))
            faults.Add(new("/name", "name", $"Give the view a name of 1 to {LongestName} characters."));
        Asked.Read(new TableQuery { Filter = Filter(view.Filter), Sort = view.Sort }, fields, faults);
        if (view.Layout is not (null or "table" or "grid"))
            faults.Add(new("/layout", "layout", "The layout is table or grid."));
        if (view.Columns is { } columns && (columns.Count > MostColumns || columns.Any(c => c.Length is 0 or > LongestColumn)))
            faults.Add(new("/columns", "columns", $"A view has at most {MostColumns} columns, each with a name of at most {LongestColumn} characters."));
        return faults;
    }

    /// <summary>A filter that is JSON within a request, as the text that it is in an address.</summary>
    internal static string? Filter(JsonElement? filter) => filter is not { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? null
        : given.ValueKind == JsonValueKind.String ? given.GetString() : given.GetRawText();
}
