using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Jobs;

/// <summary>What people see of jobs.</summary>
public static class JobView
{
    /// <param name="Kind">What it does: freeze, export, restore or restage.</param>
    /// <param name="Title">What it is about, in people's words.</param>
    /// <param name="Facts">More of what was asked for, such as the format.</param>
    /// <param name="Done">How much is done, in the unit of its kind.</param>
    /// <param name="Total">How much there is to do, if that is known.</param>
    /// <param name="Made">The id of what came of it.</param>
    /// <param name="Figures">How much came of it.</param>
    /// <param name="ExpiresAt">Until when what it made is kept.</param>
    /// <param name="Mine">Whether the caller asked for it.</param>
    public sealed record JobRow(string Id, [OneOf("freeze", "export", "restore", "restage")] string Kind, string Title, string? ProjectId, string? ProjectName,
        [OneOf("waiting", "running", "done", "failed", "cancelled")] string State, IReadOnlyDictionary<string, string> Facts,
        long Done, long? Total, string? Made, IReadOnlyDictionary<string, long> Figures, JobProblem? Problem, long CreatedAt, long? EndedAt, long? ExpiresAt, string By, bool Mine);

    internal static async ValueTask<List<JobRow>> All(Session s, string me, Sql which, long most) => await s.All($"""
        SELECT j.id, j.kind, j.title, j.project, p.name, j.state, j.facts, j.done, j.total, j.made, j.figures, j.problem, j.created, j.ended, j.expires, b.name, j.by_member
        FROM job j LEFT JOIN project p ON p.id = j.project AND p.workspace = j.workspace JOIN member b ON b.id = j.by_member AND b.workspace = j.workspace
        WHERE j.workspace = {s.Workspace} AND p.deleted IS NULL {which} ORDER BY j.id DESC LIMIT {most}
        """, r => new JobRow(r.Text(0), r.Text(1), r.Text(2), r.TextOrNull(3), r.TextOrNull(4), r.Text(5), Map<string>(r.Text(6)), r.Long(7), r.LongOrNull(8), r.TextOrNull(9),
            Map<long>(r.TextOrNull(10) ?? "{}"), r.TextOrNull(11) is { } problem ? JsonSerializer.Deserialize<JobProblem>(problem, JsonSerializerOptions.Web) : null,
            r.Long(12), r.LongOrNull(13), r.LongOrNull(14), r.Text(15), r.Text(16) == me));

    internal static async ValueTask<JobRow?> One(Session s, string me, string id) => (await All(s, me, $"AND j.id = {id}", 1)) is [var found] ? found : null;

    static Dictionary<string, T> Map<T>(string json) => JsonSerializer.Deserialize<Dictionary<string, T>>(json)!;
}
