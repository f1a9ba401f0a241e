using Groundwork.Core.Documents;
using Groundwork.Core.Search;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Search;

/// <summary>The rows that a bulk change is about: some by their ids, or all that a filter finds.</summary>
static class Chosen
{
    internal const int MostIds = 10_000;

    /// <summary>What is wrong with the choice; the conditions of its filter, if it is one.</summary>
    internal static IReadOnlyList<FilterCondition>? Conditions(List<string>? ids, string? filter, List<string>? except, IReadOnlyList<FilterField> fields, List<Fault> faults)
    {
        if (ids is null == filter is null)
            faults.Add(new("/ids", "chosen", "Say which: either ids or a filter."));
        if (ids is { Count: > MostIds })
            faults.Add(new("/ids", "too_many", $"Send at most {MostIds} ids at a time, or a filter."));
        if (except is not null && filter is null)
            faults.Add(new("/except", "chosen", "Only what a filter finds can have exceptions."));
        if (except is { Count: > MostIds })
            faults.Add(new("/except", "too_many", $"Leave out at most {MostIds} ids at a time."));
        return filter is null ? null : FilterReader.Read(filter, fields, faults);
    }

    /// <summary>Hands out the ordinals chunk by chunk; a filter is asked anew for each, so that what changed meanwhile is left alone.</summary>
    internal static async Task<long> Each(TableCache cache, LiveTable live, IReadOnlyList<FilterCondition>? conditions, List<string>? ids, List<string>? except,
        Func<Session, Ids, ValueTask<List<long>>> ordinalsOf, Db db, int chunk, Func<IReadOnlyList<long>, Task<int>> change, CancellationToken cancel)
    {
        var changed = 0L;
        if (conditions is null)
        {
            foreach (var some in (ids ?? []).Distinct(StringComparer.Ordinal).Chunk(chunk))
                changed += await change(await db.Read(live.Source.Workspace, s => ordinalsOf(s, new Ids(some)), cancel));
            return changed;
        }
        var left = new HashSet<long>();
        foreach (var some in (except ?? []).Chunk(chunk))
            left.UnionWith(await db.Read(live.Source.Workspace, s => ordinalsOf(s, new Ids(some)), cancel));
        for (var after = -1L; ;)
        {
            var next = await TableReading.Next(cache, live, conditions, after, chunk, cancel);
            List<long> these = [.. next.Where(o => !left.Contains(o))];
            if (these.Count > 0)
                changed += await change(these);
            if (next.Count < chunk)
                return changed;
            after = next[^1];
        }
    }
}
