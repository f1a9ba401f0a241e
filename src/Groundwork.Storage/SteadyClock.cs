using System.Diagnostics;

namespace Groundwork.Storage;

/// <summary>
/// The embedded engine's time. It is the machine's, but it never goes back: when somebody sets the machine's clock back, it goes on at half
/// the speed until the two meet again, so that no lease ends before it began and no line of the log is older than the one before.
/// </summary>
public sealed class SteadyClock
{
    /// <summary>A clock that was this far ahead was wrong, not corrected: waiting for it would take weeks, so its time is given up.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromDays(7);

    readonly TimeProvider clock;
    readonly Lock gate = new();
    long last;
    long lastAt;
    double carried;

    /// <param name="clock">The machine's.</param>
    /// <param name="known">The last time that was given out before, in Unix milliseconds.</param>
    public SteadyClock(TimeProvider clock, long known)
    {
        this.clock = clock;
        last = known;
        lastAt = clock.GetTimestamp();
    }

    /// <summary>Unix milliseconds, never less than before.</summary>
    public long Now
    {
        get
        {
            var machine = clock.GetUtcNow().ToUnixTimeMilliseconds();
            lock (gate)
            {
                var at = clock.GetTimestamp();
                var passed = clock.GetElapsedTime(lastAt, at).TotalMilliseconds;
                lastAt = at;
                if (machine >= last || last - machine > MostAhead.TotalMilliseconds)
                    (last, carried) = (machine, 0);
                else
                {
                    // What half the speed leaves of a millisecond is kept for the next time: who asks often would stop the clock otherwise.
                    carried += passed / 2;
                    var whole = Math.Floor(carried);
                    last += (long)whole;
                    carried -= whole;
                }
                return last;
            }
        }
    }
}
