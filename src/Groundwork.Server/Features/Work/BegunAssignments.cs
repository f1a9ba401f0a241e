using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Work;

/// <summary>Whose an assignment is, and of which project: that never changes, so whoever began it needn't be looked up for its drafts and its answer.</summary>
sealed class BegunAssignments
{
    const int Most = 20_000;
    static readonly ConditionalWeakTable<Db, BegunAssignments> Of = [];

    readonly ConcurrentDictionary<string, (string Member, string Project)> begun = new(StringComparer.Ordinal);

    internal static BegunAssignments In(Db db) => Of.GetValue(db, static _ => new BegunAssignments());

    internal void Keep(string assignment, string member, string project)
    {
        if (begun.Count >= Most)
            begun.Clear();
        begun[assignment] = (member, project);
    }

    internal string? ProjectOf(string assignment, string member) => begun.TryGetValue(assignment, out var known) && known.Member == member ? known.Project : null;
}
