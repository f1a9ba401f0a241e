namespace Groundwork.Server.Tests.Support;

/// <summary>A clock that runs, and can be moved ahead: leases end when a test says so, on both engines.</summary>
public sealed class TestClock : TimeProvider
{
    long aheadTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref aheadTicks));

    public long NowMs => GetUtcNow().ToUnixTimeMilliseconds();

    public void Advance(TimeSpan by) => Interlocked.Add(ref aheadTicks, by.Ticks);
}
