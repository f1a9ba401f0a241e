using System.Diagnostics;

namespace Groundwork.Server.Tests.Support;

/// <summary>Waits for what happens after a commit, up to a deadline, and says what it saw last.</summary>
public static class Poll
{
    public static async Task<T> Until<T>(Func<Task<T>> look, Func<T, bool> good, int seconds = 20)
    {
        var since = Stopwatch.GetTimestamp();
        for (;;)
        {
            var seen = await look();
            if (good(seen))
                return seen;
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(seconds))
                throw new TimeoutException($"Not within {seconds} s. Seen last: {seen}");
            await Task.Delay(25);
        }
    }

    public static Task Until(Func<Task<bool>> good, int seconds = 20) => Until(good, yes => yes, seconds);
}
