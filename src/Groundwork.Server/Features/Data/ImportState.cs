using System.Text.Json;
using Groundwork.Formats;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>Where imported items come from, as far as it was said.</summary>
public sealed record Provenance(string Source = "", string Licence = "", string Consent = "", string Collected = "");

/// <summary>Why an import doesn't go on, and what to do about it.</summary>
public sealed record ImportProblem(string Title, string Detail);

/// <summary>
/// An import as rows: what it reads, how far it is, who works on it. A node holds it for a few seconds at a time, and each
/// unit asks whether it still does, so that nothing is written twice after another node took it over.
/// </summary>
static class ImportState
{
    internal const long HeldMs = 10_000;

    /// <summary>How long an import that a request carries out may be silent before it counts as cut off.</summary>
    internal const long RequestHeldMs = 120_000;

    internal static readonly string[] States = ["waiting", "running", "done", "failed", "cancelled"];

    internal sealed record Claimed(string Id, string Workspace, string Dataset, string By, ImportOptions Options, long RowsRead, IReadOnlyList<ImportFile> Files);

    /// <summary>Notes what is to be imported; a node takes it up. Null if the dataset is gone: whoever deletes it asks for imports, too.</summary>
    internal static async ValueTask<string?> Add(Session s, CurrentMember me, string dataset, ImportOptions options, Provenance from, IReadOnlyList<ImportFile> files)
    {
        if (!await s.Any($"SELECT 1 FROM dataset WHERE id = {dataset} AND workspace = {s.Workspace} AND deleted IS NULL {Dialect.Lock}"))
            return null;
        var id = s.NewId();
        await s.Run($"""
            INSERT INTO import (id, workspace, dataset, file_name, format, sha256, size, source, licence, consent, collected, mapping, imported, duplicates, failed,
              state, errors, by_member, at, files, options)
            VALUES ({id}, {s.Workspace}, {dataset}, {files[0].Name}, {options.Format ?? ""}, {(files.Count == 1 ? files[0].Sha256 ?? "" : "")}, {files.Sum(f => f.Size)},
              {from.Source}, {from.Licence}, {from.Consent}, {from.Collected}, {new Json("{}")}, 0, 0, 0,
              'waiting', {new Json("[]")}, {me.Id}, {s.Now}, {(long)files.Count}, {new Json(JsonSerializer.Serialize(options, JsonSerializerOptions.Web))})
            """);
        await ImportFiles.Store(s, id, files);
        await EventCalls.Record(s, me.Id, "import.started", id);
        return id;
    }

    /// <summary>Takes the oldest import that nobody works on, in any workspace; null if there is none.</summary>
    internal static async ValueTask<Claimed?> Claim(Session s, string node, IReadOnlyCollection<string> running)
    {
        var found = await s.One($"""
            SELECT id, workspace, dataset, by_member, options, rows_read FROM import
            WHERE ended IS NULL AND options IS NOT NULL AND state IN ('waiting', 'running') AND coalesce(held_until, 0) <= {s.Now} AND NOT id IN {new Ids(running)}
            ORDER BY at, id LIMIT 1 {Dialect.LockFree}
            """, r => new Claimed(r.Text(0), r.Text(1), r.Text(2), r.Text(3), JsonSerializer.Deserialize<ImportOptions>(r.Text(4), JsonSerializerOptions.Web)!, r.Long(5), []));
        if (found is null)
            return null;
        await s.Run($"UPDATE import SET holder = {node}, held_until = {s.Now + HeldMs}, state = 'running' WHERE id = {found.Id} AND workspace = {found.Workspace}");
        await ImportNews.Tell(s, found.Id, workspace: found.Workspace);
        return found;
    }

    /// <summary>Keeps hold of an import while there is nothing to write; false if it isn't this node's any more.</summary>
    internal static async ValueTask<bool> Renew(Session s, string node, string import, ImportProblem? problem = null)
    {
        var wrong = problem is null ? (Json?)null : new Json(JsonSerializer.Serialize(problem, JsonSerializerOptions.Web));
        await ImportNews.Tell(s, import, unless: problem is null);
        return await s.Run($"""
            UPDATE import SET held_until = {s.Now + HeldMs}, problem = {wrong}, state = {(problem is null ? "running" : "waiting")}
            WHERE id = {import} AND workspace = {s.Workspace} AND holder = {node} AND ended IS NULL
            """) > 0;
    }

    /// <summary>Notes how much there is to read, where that had to be counted.</summary>
    internal static async ValueTask Measured(Session s, string node, string import, long bytes) => await s.Run($"""
        UPDATE import SET size = {bytes} WHERE id = {import} AND workspace = {s.Workspace} AND holder = {node} AND ended IS NULL
        """);

    /// <summary>Lets another node, or the next start, go on at once.</summary>
    internal static async ValueTask Release(Session s, string node, string import) => await s.Run($"""
        UPDATE import SET held_until = 0, holder = NULL WHERE id = {import} AND workspace = {s.Workspace} AND holder = {node} AND ended IS NULL
        """);

    /// <summary>How far an import is.</summary>
    internal sealed record Place(long RowsRead, long Failed);

    /// <summary>Locks the import for one unit; null if it isn't this node's any more.</summary>
    internal static ValueTask<Place?> Lock(Session s, string node, string import) => s.One($"""
        SELECT rows_read, failed FROM import WHERE id = {import} AND workspace = {s.Workspace} AND holder = {node} AND ended IS NULL {Dialect.Lock}
        """, r => new Place(r.Long(0), r.Long(1)));

    /// <summary>Counts one chunk, in the unit that adds its items.</summary>
    internal static async ValueTask Count(Session s, string import, Place before, long rows, long bytes, ItemIntake.Outcome items, IReadOnlyList<(string File, RowFault Fault)> faults)
    {
        await ImportFaults.Add(s, import, before.Failed, faults);
        await s.Send($"""
            UPDATE import SET rows_read = rows_read + {rows}, bytes_read = {bytes}, imported = imported + {(long)items.Added},
              duplicates = duplicates + {(long)items.Duplicates}, failed = failed + {(long)faults.Count}, held_until = {s.Now + HeldMs}, state = 'running', problem = NULL
            WHERE id = {import} AND workspace = {s.Workspace}
            """);
        await ImportNews.Tell(s, import, unless: items.Added > 0);
    }

    /// <summary>Ends an import that has read everything: done, or failed where nothing at all could be read.</summary>
    internal static async ValueTask<bool> End(Session s, string node, Claimed import, ImportReading reading)
    {
        if (await Lock(s, node, import.Id) is null)
            return false;
        var shown = await ImportFaults.Read(s, import.Id, ImportFaults.Shown);
        var problem = await s.Any($"SELECT 1 FROM import WHERE id = {import.Id} AND workspace = {s.Workspace} AND imported + duplicates = 0 AND failed > 0")
            && !await s.Any($"SELECT 1 FROM import_fault WHERE import = {import.Id} AND workspace = {s.Workspace} AND line > 0") ? new ImportProblem(shown[0].Reason, shown[0].Todo) : null;
        await Stop(s, import.Id, problem is null ? "done" : "failed", problem);
        await s.Run($"""
            UPDATE import SET errors = {new Json(JsonSerializer.Serialize(shown.Select(f => new { f.Row, f.Reason, f.Todo }), JsonSerializerOptions.Web))},
              bytes_read = CASE WHEN size = 0 THEN bytes_read ELSE size END, size = CASE WHEN size = 0 THEN bytes_read ELSE size END, files = {Math.Max(1, reading.Files)}, format = {reading.Format}, mapping = {new Json(JsonSerializer.Serialize(reading.Mapping, JsonSerializerOptions.Web))}
            WHERE id = {import.Id} AND workspace = {s.Workspace}
            """);
        await EventCalls.Record(s, import.By, "items.imported", import.Id);
        return true;
    }

    /// <summary>Ends an import that can't go on.</summary>
    internal static async ValueTask Fail(Session s, string node, Claimed import, ImportProblem problem)
    {
        if (await Lock(s, node, import.Id) is null)
            return;
        await Stop(s, import.Id, "failed", problem);
        await EventCalls.Record(s, import.By, "items.imported", import.Id);
    }

    internal static async ValueTask Stop(Session s, string import, string state, ImportProblem? problem = null)
    {
        var why = problem is null ? (Json?)null : new Json(JsonSerializer.Serialize(problem, JsonSerializerOptions.Web));
        await s.Run($"""
            UPDATE import SET state = {state}, ended = {s.Now}, holder = NULL, held_until = NULL, problem = {why} WHERE id = {import} AND workspace = {s.Workspace}
            """);
        await ImportNews.Tell(s, import);
        await Tell(s, import);
    }

    /// <summary>Tells webhooks how an import ended; that somebody cancelled it is no news.</summary>
    internal static async ValueTask Tell(Session s, string import)
    {
        var ended = (await s.One($"SELECT state, project, dataset, imported, duplicates, failed FROM import WHERE id = {import} AND workspace = {s.Workspace}",
            r => Tuple.Create(r.Text(0), r.TextOrNull(1), JsonSerializer.Serialize(new { datasetId = r.TextOrNull(2), imported = r.Long(3), duplicates = r.Long(4), failed = r.Long(5) }))))!;
        if (ended.Item1 is "done" or "failed")
            await EventCalls.Announce(s, ended.Item1 == "done" ? "import.finished" : "import.failed", ended.Item2, import, new Json(ended.Item3));
    }
}
