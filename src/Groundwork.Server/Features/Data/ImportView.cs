using System.Text.Json;
using System.Text.Json.Serialization;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Data;

/// <summary>What people see of an import.</summary>
public static class ImportView
{
    public sealed record Fault(string File, long Row, string Reason, string Todo)
    {
        [JsonIgnore]
        public long N { get; init; }

        [JsonIgnore]
        public string? Raw { get; init; }
    }

    public sealed record ImportRow(string Id, [OneOf("items", "predictions", "gold", "annotations")] string Kind, string? ProjectId, string DatasetId, string DatasetName, [OneOf("waiting", "running", "done", "failed", "cancelled")] string State,
        string FileName, long Files, string Format, long BytesTotal, long BytesRead, long RowsRead, long Imported, long Duplicates, long Failed,
        long StartedAt, long? EndedAt, string By, string Source, string Licence, string Consent, string Collected, ImportProblem? Problem,
        List<Fault> Errors, long MoreErrors);

    /// <summary>Imports of the workspace, the newest first, without the rows that they left out.</summary>
    internal static ValueTask<List<ImportRow>> All(Session s, Sql which, string before, int most) => s.All($"""
        SELECT i.id, i.dataset, d.name, i.state, i.file_name, i.files, i.format, i.size, i.bytes_read, i.rows_read, i.imported, i.duplicates, i.failed,
          i.at, i.ended, m.name, i.source, i.licence, i.consent, i.collected, i.problem, i.kind, i.project
        FROM import i JOIN dataset d ON d.id = i.dataset AND d.workspace = i.workspace JOIN member m ON m.id = i.by_member AND m.workspace = i.workspace
        WHERE i.workspace = {s.Workspace} AND i.id < {before} {which} ORDER BY i.id DESC LIMIT {(long)most}
        """, r => new ImportRow(r.Text(0), r.Text(21), r.TextOrNull(22), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Long(5), r.Text(6), r.Long(7), r.Long(8), r.Long(9), r.Long(10), r.Long(11), r.Long(12),
            r.Long(13), r.LongOrNull(14), r.Text(15), r.Text(16), r.Text(17), r.Text(18), r.Text(19),
            r.TextOrNull(20) is { } problem ? JsonSerializer.Deserialize<ImportProblem>(problem, JsonSerializerOptions.Web) : null, [], r.Long(12)));

    /// <summary>One import with the first rows that it left out, or null.</summary>
    internal static async ValueTask<ImportRow?> One(Session s, string id)
    {
        if (await All(s, $"AND i.id = {id}", "~", 1) is not [var found])
            return null;
        var errors = await ImportFaults.Read(s, id, ImportFaults.Shown);
        return found with { Errors = errors, MoreErrors = found.Failed - errors.Count };
    }
}
