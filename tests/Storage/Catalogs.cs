namespace Groundwork.Storage.Tests;

/// <summary>What the engines themselves say about the tables they hold, in one form.</summary>
static class Catalogs
{
    /// <summary>Lines "table.column type null?" in order; types in the words of the migrations.</summary>
    public static Task<List<string>> Columns(TestStore store) => store.Db.Read(null, s => store.Engine == Engine.Sqlite
        ? s.All($"""
            SELECT t.name, c.name, c.type, CASE WHEN c."notnull" = 1 OR c.pk > 0 THEN 'required' ELSE 'optional' END
            FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'commit_number'
            ORDER BY t.name, c.name
            """, Line)
        : s.All($"""
            SELECT table_name, column_name, data_type, CASE WHEN is_nullable = 'NO' THEN 'required' ELSE 'optional' END
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'commit_number'
            ORDER BY table_name COLLATE "C", column_name COLLATE "C"
            """, Line));

    /// <summary>Lines "table (columns) unique?" of every index and key that both engines must hold.</summary>
    public static async Task<List<string>> Keys(TestStore store)
    {
        var lines = await store.Db.Read(null, s => store.Engine == Engine.Sqlite
            ? s.All($"""
                SELECT t.name, i."unique", i.partial, (SELECT group_concat(x.name, ',') FROM pragma_index_info(i.name) x)
                FROM sqlite_master t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND t.name <> 'migration' AND t.name <> 'commit_number'
                """, KeyLine)
            : s.All($"""
                SELECT c.relname, CASE WHEN i.indisunique THEN 1::bigint ELSE 0::bigint END, CASE WHEN i.indpred IS NULL THEN 0::bigint ELSE 1::bigint END,
                (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, n)
                  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum)
                FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT IN ('migration', 'commit_number')
                """, KeyLine));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>The tables that something keeps from being changed.</summary>
    public static Task<List<string>> GuardedTables(TestStore store) => store.Db.Read(null, s => store.Engine == Engine.Sqlite
        ? s.All($"SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' GROUP BY tbl_name HAVING count(*) = 2", r => r.Text(0))
        : s.All($"SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal", r => r.Text(0)));

    static string Line(Row r) => $"{r.Text(0)}.{r.Text(1)} {Type(r.Text(2))} {r.Text(3)}";

    static string KeyLine(Row r) => $"{r.Text(0)} ({r.Text(3)}){(r.Bool(1) ? " unique" : "")}{(r.Bool(2) ? " partial" : "")}";

    static string Type(string engines) => engines.ToUpperInvariant() switch
    {
        "BIGINT" or "INTEGER" => "integer",
        "TEXT" or "JSON" => "text",
        "DOUBLE PRECISION" => "real",
        "BLOB" or "BYTEA" => "bytes",
        var other => other,
    };
}
