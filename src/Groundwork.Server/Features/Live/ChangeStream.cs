using Groundwork.Server.Hosting;

namespace Groundwork.Server.Features.Live;

/// <summary>What is to be said next: nothing but that it is still there, what changed, or that everything may have.</summary>
sealed record Telling(IReadOnlyList<FollowChanges.Change> Changes, bool Everything, bool Ended, Mark Told);

/// <summary>
/// One reader of the stream. What it hasn't been told yet is a set of topics, so that a slow reader costs no more memory than a fast one: what
/// happens twice is said once, and beyond a few hundred topics it is told to look at everything.
/// </summary>
sealed class ChangeStream(CurrentMember me, Func<Mark> mark) : IDisposable
{
    internal const int MostPending = 300;

    readonly Lock gate = new();
    readonly SemaphoreSlim signal = new(0, 1);
    readonly HashSet<FollowChanges.Change> pending = [];
    Rights? rights;
    bool everything;
    bool ended;
    bool missed;
    bool gone;

    internal CurrentMember Me => me;

    internal int Pending
    {
        get
        {
            lock (gate)
                return pending.Count;
        }
    }

    /// <summary>Adds what its member may hear of.</summary>
    internal void Hear(IEnumerable<News> news)
    {
        lock (gate)
            if (rights is null)
                missed = true;
            else
                Add(news);
    }

    internal void HearEverything()
    {
        lock (gate)
        {
            missed |= rights is null;
            everything = true;
            Wake();
        }
    }

    /// <summary>Sets what its member may hear of from now on; what they may not any more is not said, also if it was about to be.</summary>
    internal void Narrow(Rights? now)
    {
        lock (gate)
        {
            if (rights is null)
            {
                // It is just beginning, and looks again.
                missed = true;
                return;
            }
            if (now is null)
                ended = true;
            else if (!now.IsAs(rights))
            {
                // What waits was allowed to somebody who could see more: whoever sees something else looks at all of it anew.
                pending.Clear();
                (rights, everything) = (now, true);
                pending.Add(new(Topic.Access.Name, null));
            }
            else
                return;
            Wake();
        }
    }

    /// <summary>Begins to hear, if nothing happened since <see cref="Look"/>.</summary>
    /// <returns>False: look again.</returns>
    internal bool Begin(Rights allowed, IEnumerable<News>? since)
    {
        lock (gate)
        {
            if (missed)
                return false;
            rights = allowed;
            everything |= since is null;
            Add(since ?? []);
            Wake();
            return true;
        }
    }

    /// <summary>Before each look at what happened and who its member is.</summary>
    internal void Look()
    {
        lock (gate)
            missed = false;
    }

    void Add(IEnumerable<News> news)
    {
        foreach (var each in news)
            if (rights!.Hears(each) && !everything && pending.Add(new(each.Topic.Name, each.About)) && pending.Count >= MostPending)
            {
                pending.Clear();
                everything = true;
            }
        if (pending.Count > 0 || everything)
            Wake();
    }

    void Wake()
    {
        if (!gone && signal.CurrentCount == 0)
            signal.Release();
    }

    public void Dispose()
    {
        lock (gate)
            gone = true;
        signal.Dispose();
    }

    /// <summary>Waits until there is something to say, but no longer than a heartbeat.</summary>
    internal async Task<Telling> Next(TimeSpan heartbeat, CancellationToken cancel)
    {
        await signal.WaitAsync(heartbeat, cancel);
        lock (gate)
        {
            var said = new Telling([.. pending.OrderBy(c => c.Topic, StringComparer.Ordinal).ThenBy(c => c.Id, StringComparer.Ordinal)], everything, ended, mark());
            pending.Clear();
            everything = false;
            return said;
        }
    }
}
