using Groundwork.Core.Documents;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Tasks that are delivered together, with a priority, a deadline, and a switch that holds them back.</summary>
static class Batches
{
    internal const int LongestName = 120;
    const int HighestPriority = 100, LongestNote = 2000;

    internal static readonly string[] States = ["staging", "open", "paused", "closed"];

    // The first instant that calendars have a year of four digits for, to the last: what is outside is a slip of units.
    const long FirstMs = 946_684_800_000, LastMs = 253_402_300_799_999;

    /// <summary>The batch of a project with this name, made open if there is none; null for an empty name.</summary>
    internal static async ValueTask<string?> Named(Session s, string project, string name)
    {
        if (name.Length == 0)
            return null;
        await Make(s, project, name, "open");
        return await s.Text($"SELECT id FROM batch WHERE project = {project} AND workspace = {s.Workspace} AND name = {name}");
    }

    /// <summary>Makes a batch; null if the name is taken.</summary>
    internal static async ValueTask<string?> Make(Session s, string project, string name, string state, long priority = 0, long? deadline = null, string note = "")
    {
        var id = s.NewId();
        return await s.Run($"""
            INSERT INTO batch (id, workspace, project, name, created, state, priority, deadline, note)
            VALUES ({id}, {s.Workspace}, {project}, {name}, {s.Now}, {state}, {priority}, {deadline}, {note}) ON CONFLICT DO NOTHING
            """) == 0 ? null : id;
    }

    /// <summary>Whether a manager may put a batch from one state into another: what was open once is never staged again.</summary>
    internal static bool Leads(string from, string to) => from == to || (from, to) is (_, "closed") or (_, "open") or ("open", "paused");

    internal static bool CanBeNamed(string name) => name.Trim().Length <= LongestName && !name.Any(char.IsControl);

    internal static void CheckName(string? name, List<Fault> faults)
    {
        if (name is not null && (name.Trim().Length == 0 || !CanBeNamed(name)))
            faults.Add(new("/name", "name", $"Give the batch a name of 1 to {LongestName} characters."));
    }

    internal static void CheckPriority(long? priority, List<Fault> faults)
    {
        if (priority is < -HighestPriority or > HighestPriority)
            faults.Add(new("/priority", "out_of_range", $"A priority is between -{HighestPriority} and {HighestPriority}; the usual one is 0."));
    }

    internal static void CheckRest(string? state, IReadOnlyList<string> states, long? deadline, string? note, List<Fault> faults)
    {
        if (state is not null && !states.Contains(state, StringComparer.Ordinal))
            faults.Add(new("/state", "state", $"The state is one of {string.Join(", ", states)}."));
        if (deadline is not null and not 0 and (< FirstMs or > LastMs))
            faults.Add(new("/deadline", "out_of_range", "A deadline is a time in milliseconds since 1970, or 0 for none."));
        if (note is { Length: > LongestNote } || note?.Contains('\0') == true)
            faults.Add(new("/note", "too_long", $"A note has at most {LongestNote} characters."));
    }

    /// <summary>How many tasks of a project can be given out to anybody now.</summary>
    internal static async ValueTask<long> Waiting(Session s, string project) =>
        !await Lanes.Several(s, project) ? await s.Long($"SELECT {Free(s, $"{project}")}") ?? 0
        : await s.Long($"SELECT CAST(coalesce(sum({Free(s, $"l.home")}), 0) AS BIGINT) FROM (SELECT CASE WHEN o.id = '' THEN {project} ELSE o.id END AS home FROM {Lanes.Open(s, project)} o) l") ?? 0;

    // What is folded and what is not yet.
    static Sql Free(Session s, Sql home) => $"""
        coalesce((SELECT c.value FROM counter c WHERE c.project = {home} AND c.name = 'free' AND c.workspace = {s.Workspace}), 0)
        + coalesce((SELECT CAST(sum(d.delta) AS BIGINT) FROM counter_delta d WHERE d.project = {home} AND d.name = 'free' AND d.workspace = {s.Workspace}), 0)
        """;
}
