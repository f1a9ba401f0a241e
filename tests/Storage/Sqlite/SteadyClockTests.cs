using Groundwork.Storage.Sqlite;

namespace Groundwork.Storage.Tests.Sqlite;

/// <summary>The embedded engine's time never goes back, and comes to agree with the machine's again.</summary>
public class SteadyClockTests
{
    sealed class Machine : TimeProvider
    {
        internal long Ms { get; set; } = 1_800_000_000_000;
        internal long Passed { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Ms);
        public override long GetTimestamp() => Passed;
        public override long TimestampFrequency => 1000;

        internal void Pass(long ms) => (Ms, Passed) = (Ms + ms, Passed + ms);
    }

    [Fact]
    public void It_goes_along_with_the_machine_and_ahead_with_it()
    {
        var machine = new Machine();
        var clock = new SteadyClock(machine, 0);
        clock.Now.ShouldBe(machine.Ms);
        machine.Pass(5);
        clock.Now.ShouldBe(machine.Ms);
        machine.Ms += 3L * 24 * 3600 * 1000;
        clock.Now.ShouldBe(machine.Ms);
    }

    [Fact]
    public void Set_back_it_goes_on_at_half_the_speed_until_the_machine_has_caught_up()
    {
        var machine = new Machine();
        var clock = new SteadyClock(machine, 0);
        var before = clock.Now;
        machine.Ms -= 3600_000;
        clock.Now.ShouldBe(before);
        // Asked each millisecond: what half the speed leaves over is not lost.
        for (var n = 0; n < 1000; n++)
        {
            machine.Pass(1);
            _ = clock.Now;
        }
        clock.Now.ShouldBe(before + 500);
        machine.Pass(7198_000);
        ((double)clock.Now).ShouldBe(machine.Ms, 1000);
        machine.Pass(10_000);
        clock.Now.ShouldBe(machine.Ms);
    }

    [Fact]
    public void It_begins_where_the_file_ended_but_for_a_time_that_was_plainly_wrong()
    {
        var machine = new Machine();
        new SteadyClock(machine, machine.Ms + 1000).Now.ShouldBe(machine.Ms + 1000);
        new SteadyClock(machine, machine.Ms + 8L * 24 * 3600 * 1000).Now.ShouldBe(machine.Ms);
    }

    [Fact]
    public async Task A_file_remembers_its_last_time()
    {
        using var folder = new TestFolder();
        var machine = new Machine();
        long last;
        await using (var first = new SqliteDb(folder.At("db"), new DbSettings { Clock = machine }))
        {
            await first.Migrate([]);
            await first.Write(null, async s => { await s.Run($"CREATE TABLE t (n BIGINT)"); await s.Run($"INSERT INTO t (n) VALUES (1)"); });
            last = await first.Read(null, s => ValueTask.FromResult(s.Now));
        }
        machine.Ms -= 60_000;
        await using var second = new SqliteDb(folder.At("db"), new DbSettings { Clock = machine });
        await second.Migrate([]);
        (await second.Read(null, s => ValueTask.FromResult(s.Now))).ShouldBeGreaterThanOrEqualTo(last);
    }
}
