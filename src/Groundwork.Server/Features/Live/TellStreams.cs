using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Live;

/// <summary>
/// Follows the logs for all streams of this node, four times a second, and only while there are any. Whose rights a line may have changed is
/// looked up anew before anybody is told anything that came with it.
/// </summary>
public sealed class TellStreams(Db db, LiveStreams streams) : IBackgroundTask
{
    // Beyond so many lines at once (a database that was away, a large import of answers) everybody looks at everything.
    const int Most = 50_000;

    const long LooksAtTasksEveryMs = 1000;

    // News that come with every answer reach annotators, who are many, no more often than this.
    internal const long BusyEveryMs = 3000;

    static readonly string[] Watched = ["Events", "Work", "Quality"];

    readonly Dictionary<News, (long NotBefore, long? Waits)> work = [];
    long? at;
    long tasksAt;
    long lookedAtTasks;
    string seen = "";

    public TimeSpan Rest => TimeSpan.FromMilliseconds(250);

    public async Task<bool> Round(CancellationToken cancel)
    {
        if (streams.Stop())
        {
            at = null;
            work.Clear();
            return false;
        }
        var version = Version();
        var now = Environment.TickCount64;
        var looksAtTasks = at is not null && now - lookedAtTasks >= LooksAtTasksEveryMs && tasksAt < at;
        // Where this process alone writes, it knows that nothing has changed without a look.
        if (at is not null && version is not null && version == seen && !looksAtTasks)
        {
            Due(now);
            Reached(db.Clock!.Value);
            return false;
        }
        var all = streams.All;
        var workspaces = all.Select(s => s.Me.Workspace).Distinct(StringComparer.Ordinal).ToList();
        var (to, time, found, tasks) = await db.Read<(long, long, ChangeLog.Found?, List<News>)>(null, async s =>
        {
            var settled = await ChangeLog.Settled(s);
            if (at is not { } from)
                return (settled, s.Now, new([], []), []);
            var lines = await ChangeLog.Lines(s, from, settled, Most);
            // With what the logs say up to now, so that no stream is told less of the tasks than of the rest.
            return (settled, s.Now, lines, looksAtTasks ? await ChangeLog.Tasks(s, workspaces, tasksAt, settled) : []);
        }, cancel);
        if (found is null)
            foreach (var stream in all)
                await Recheck(stream, cancel);
        else
            foreach (var stream in all.Where(s => found.Lines.Any(l => Concerns(l, s.Me))))
                await Recheck(stream, cancel);
        var oldest = at is null ? to : tasksAt;
        if (at is null || looksAtTasks)
            (tasksAt, lookedAtTasks) = (to, now);
        (at, seen) = (to, version ?? "");
        if (found is null)
            foreach (var stream in all)
                stream.HearEverything();
        else
            Tell([.. found.News, .. tasks], now, oldest);
        Due(now);
        Reached(time);
        return false;
    }

    string? Version() => db.Changes(Watched[0]) is null || db.Clock is null ? null : string.Join(' ', Watched.Select(db.Changes));

    static bool Concerns(LogLine line, CurrentMember me) => line.Workspace == me.Workspace
        && (line.Subject == me.Id || line.Actor == me.Id || line.What == "key.revoked" && line.Subject == me.Key);

    async Task Recheck(ChangeStream stream, CancellationToken cancel) =>
        stream.Narrow(await db.Read(stream.Me.Workspace, s => ChangeLog.RightsOf(s, stream.Me), cancel));

    // All of them come from commits of this number or a later one.
    void Tell(List<News> news, long now, long from)
    {
        var ready = new List<News>(news.Count);
        foreach (var each in news.Distinct())
            if (!each.IsBusy || each.Topic != Topic.Work)
                ready.Add(each);
            else if (work.TryGetValue(each, out var place) && now < place.NotBefore)
                work[each] = (place.NotBefore, place.Waits ?? from);
            else
            {
                work[each] = (now + BusyEveryMs, null);
                ready.Add(each);
            }
        Hand(ready);
    }

    // What had to wait and needn't any more.
    void Due(long now)
    {
        var due = work.Where(w => now >= w.Value.NotBefore).ToList();
        foreach (var (news, place) in due)
            if (place.Waits is null)
                work.Remove(news);
            else
                work[news] = (now + BusyEveryMs, null);
        Hand([.. due.Where(d => d.Value.Waits is not null).Select(d => d.Key)]);
    }

    void Hand(List<News> news)
    {
        if (news.Count == 0)
            return;
        var byWorkspace = news.ToLookup(n => n.Workspace, StringComparer.Ordinal);
        foreach (var stream in streams.All)
            if (byWorkspace.Contains(stream.Me.Workspace))
                stream.Hear(byWorkspace[stream.Me.Workspace]);
    }

    // Whoever comes back is told again from the oldest that still had to wait.
    void Reached(long time) => streams.Reached(new(Math.Min(tasksAt, work.Values.Min(w => w.Waits) ?? long.MaxValue), time));
}
