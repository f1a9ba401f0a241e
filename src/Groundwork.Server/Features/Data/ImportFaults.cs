using Groundwork.Formats;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>The rows that imports left out, for the report that people correct their files by.</summary>
static class ImportFaults
{
    internal const int Shown = 100;
    internal const int Most = 100_000;

    /// <summary>Adds rows after the <paramref name="before"/> that an import has already; beyond the hundred thousandth they are only counted.</summary>
    internal static async ValueTask Add(Session s, string import, long before, IReadOnlyList<(string File, RowFault Fault)> faults)
    {
        var kept = faults.Take((int)Math.Clamp(Most - before, 0, int.MaxValue)).ToList();
        await s.Send($"""
            INSERT INTO import_fault (import, n, workspace, file, line, reason, todo, raw)
            SELECT {import}, r.n, {s.Workspace}, r.file, r.line, r.reason, r.todo, r.raw
            FROM {Rows.Of(kept).Integer("n", _ => ++before).Text("file", f => Storable(f.File)).Integer("line", f => f.Fault.Row).Text("reason", f => Storable(f.Fault.Reason))
                .Text("todo", f => Storable(f.Fault.Todo)).Text("raw", f => Storable(f.Fault.Raw))} WHERE true
            """);
    }

    /// <summary>The first rows that were left out, or those after the <paramref name="after"/>th.</summary>
    internal static ValueTask<List<ImportView.Fault>> Read(Session s, string import, int most, long after = 0) => s.All($"""
        SELECT n, file, line, reason, todo, raw FROM import_fault WHERE import = {import} AND workspace = {s.Workspace} AND n > {after} ORDER BY n LIMIT {(long)most}
        """, r => new ImportView.Fault(r.Text(1), r.Long(2), r.Text(3), r.Text(4)) { N = r.Long(0), Raw = r.TextOrNull(5) });

    // A file's name and a quoted cell may have in them what no text can; that they can't is what the fault is about.
    static string? Storable(string? text) => text?.Replace('\0', '\ufffd');
}
