using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Groundwork.Storage.Sqlite;

/// <summary>
/// The two walls, checked on what SQLite itself says that a statement does: an area writes only its
/// own tables, and a session of a workspace reads no tenant table without looking at its workspace column.
/// </summary>
sealed class SqliteWalls(IReadOnlyDictionary<string, string> ownerOf, IReadOnlySet<string> tenantTables)
{
    // One statement is prepared at a time on a connection, and a connection is used by one thread at a time.
    [ThreadStatic] static Seen? current;

    sealed class Seen
    {
        public readonly HashSet<string> Written = new(StringComparer.Ordinal);
        public readonly HashSet<string> Inserted = new(StringComparer.Ordinal);
        public readonly HashSet<string> Touched = new(StringComparer.Ordinal);
        public readonly HashSet<string> ByWorkspace = new(StringComparer.Ordinal);
    }

    internal static void Watch(SqliteConnection connection) =>
        raw.sqlite3_set_authorizer(connection.Handle, Authorize, null);

    static int Authorize(object user, int action, utf8z first, utf8z second, utf8z database, utf8z trigger)
    {
        if (current is { } seen && trigger.utf8_to_string() is null or "")
            Note(seen, action, first.utf8_to_string() ?? "", second.utf8_to_string() ?? "");
        return raw.SQLITE_OK;
    }

    static void Note(Seen? seen, int action, string table, string column)
    {
        if (seen is null)
            return;
        switch (action)
        {
            case 18: // SQLITE_INSERT
                seen.Written.Add(table);
                seen.Inserted.Add(table);
                break;
            case 9 or 23: // SQLITE_DELETE, SQLITE_UPDATE
                seen.Written.Add(table);
                seen.Touched.Add(table);
                break;
            case 20: // SQLITE_READ
                seen.Touched.Add(table);
                if (column == "workspace")
                    seen.ByWorkspace.Add(table);
                break;
        }
    }

    internal static string Who(Session session, string caller) => $"{AreaOf(caller)}|{(session.Workspace is null ? "system" : "walled")}";

    internal static void Begin() => current = new Seen();

    internal void Judge(string text, Session session, string caller)
    {
        var seen = current!;
        current = null;
        var area = AreaOf(caller);
        foreach (var table in seen.Written)
            if (ownerOf.TryGetValue(table, out var owner) && owner != area)
                throw new WallBreachException(
                    $"{(area.Length == 0 ? caller : area)} writes the table {table}, which belongs to {owner}: go through {owner}Calls.\n{text}");
        if (session.Workspace is null)
            return;
        foreach (var table in seen.Touched)
            if (tenantTables.Contains(table) && !seen.ByWorkspace.Contains(table) && !seen.Inserted.Contains(table))
                throw new WallBreachException($"A query of a workspace uses {table} without its workspace column.\n{text}");
    }

    static string AreaOf(string caller) => CallerArea.Of(caller);
}
