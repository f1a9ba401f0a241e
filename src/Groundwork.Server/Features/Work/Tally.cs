using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>What one member did in one project, kept as they go so that no figure beside the work costs a count.</summary>
static class Tally
{
    const long DayMs = 24L * 3600 * 1000;

    /// <summary>The number of the day, from midnight to midnight UTC.</summary>
    internal static long Day(Session s) => s.Now / DayMs;

    /// <summary>Notes a task taken; its number among all that the member has taken here.</summary>
    internal static async ValueTask<long> Taken(Session s, string project, string member) => await s.Long($"""
        INSERT INTO tally (project, member, workspace, taken, submitted, day, today) VALUES ({project}, {member}, {s.Workspace}, 1, 0, 0, 0)
        ON CONFLICT (project, member) DO UPDATE SET taken = tally.taken + 1 RETURNING taken
        """) ?? 1;

    internal static async ValueTask Submitted(Session s, string project, string member)
    {
        var day = Day(s);
        await s.Run($"""
            UPDATE tally SET submitted = submitted + 1, today = CASE WHEN day = {day} THEN today + 1 ELSE 1 END, day = {day}
            WHERE project = {project} AND member = {member} AND workspace = {s.Workspace}
            """);
    }

    /// <summary>Answers of a member since midnight UTC: in one project, or in all.</summary>
    internal static async ValueTask<long> Today(Session s, string member, string? project) => await s.Long($"""
        SELECT CAST(coalesce(sum(today), 0) AS BIGINT) FROM tally
        WHERE workspace = {s.Workspace} AND member = {member} AND day = {Day(s)} AND ({project} IS NULL OR project = {project})
        """) ?? 0;

    internal static async ValueTask<long> Done(Session s, string member, string project) => await s.Long(
        $"SELECT submitted FROM tally WHERE project = {project} AND member = {member} AND workspace = {s.Workspace}") ?? 0;
}
