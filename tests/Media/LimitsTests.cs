using System.Diagnostics;

namespace Groundwork.Media.Tests;

/// <summary>A worker that was taken over gets nowhere, and one that takes too much is ended; the next one works.</summary>
public sealed class LimitsTests
{
    static PictureLimits Short => new() { ForTests = true, CpuSeconds = 1, Wall = TimeSpan.FromSeconds(8), Memory = 300 << 20 };

    [Fact]
    public async Task A_worker_can_open_no_socket_start_no_program_open_no_file_and_touch_no_other_process()
    {
        await using var desk = new Desk(Short);
        const string no = "errno1";
        (await desk.Pictures.Provoke(Ask.Connect)).ShouldBe($"{no} {no} {no}");
        (await desk.Pictures.Provoke(Ask.Execute)).ShouldBe($"{no} {no} {no} {no} {no}");
        (await desk.Pictures.Provoke(Ask.OpenFile)).ShouldBe($"{no} {no} {no} {no}");
        (await desk.Pictures.Provoke(Ask.Signal)).ShouldBe($"{no} {no} {no}");
        File.Exists("/tmp/groundwork-escape").ShouldBeFalse();
    }

    [Fact]
    public async Task A_worker_is_ended_at_its_limit_of_memory()
    {
        await using var desk = new Desk(Short);
        (await desk.Pictures.Provoke(Ask.Allocate)).ShouldNotBe("64 GB");
        await desk.StillReads();
    }

    [Fact]
    public async Task A_worker_is_ended_at_its_limit_of_computing()
    {
        // Long enough that it isn't the clock that ends it, however busy the machine.
        await using var desk = new Desk(Short with { Wall = TimeSpan.FromMinutes(2) });
        (await desk.Pictures.Provoke(Ask.Spin)).ShouldBe("out of time");
        await desk.StillReads();
    }

    [Fact]
    public async Task A_worker_that_only_waits_is_ended_too()
    {
        await using var desk = new Desk(Short with { Wall = TimeSpan.FromSeconds(1) });
        (await desk.Pictures.Provoke(Ask.Sleep)).ShouldBe("too long");
        await desk.StillReads();
    }

    [Fact]
    public async Task A_worker_that_falls_over_or_babbles_harms_nobody()
    {
        await using var desk = new Desk(Short);
        (await desk.Pictures.Provoke(Ask.Crash)).ShouldStartWith("ended with");
        (await desk.Pictures.Provoke(Ask.Chatter)).ShouldBe("The worker's answer is malformed.");
        await desk.StillReads();
    }

    [Fact]
    public async Task Outside_tests_a_worker_does_no_mischief()
    {
        await using var pictures = new Pictures();
        (await pictures.Provoke(Ask.Crash)).ShouldBe("Unknown");
    }

    [Fact]
    public async Task A_real_bomb_of_memory_is_refused_with_what_to_do()
    {
        // Interlaced, a PNG has to be held whole.
        await using var desk = new Desk(Short with { CpuSeconds = 20, Wall = TimeSpan.FromSeconds(30), Memory = 200 << 20 });
        var bomb = Draw.PngOfNothing(20_000, 14_000);
        bomb[8 + 8 + 12] = 1;
        Draw.Big((int)Draw.Crc(bomb.AsSpan(12, 17))).CopyTo(bomb, 29);
        var refusal = (await desk.Read(bomb)).Outcome.ShouldBeOfType<PictureRefusal>();
        refusal.Code.ShouldBeOneOf("too_much_memory", "reader_broke", "damaged_picture");
        await desk.StillReads();
    }

    [Fact]
    public async Task A_real_bomb_of_time_is_refused_with_what_to_do()
    {
        // On its side, it has to be turned and encoded anew, all 280 million pixels of it.
        await using var desk = new Desk(Short with { Memory = 1L << 30, Wall = TimeSpan.FromSeconds(30) });
        var refusal = (await desk.Read(Draw.PngOfNothing(20_000, 14_000, Draw.PngExif(6)))).Outcome.ShouldBeOfType<PictureRefusal>();
        refusal.Code.ShouldBe("too_slow", refusal.Reason);
        await desk.StillReads();
    }

    [Fact]
    public async Task A_copy_for_browsers_stops_at_its_limit()
    {
        await using var desk = new Desk(new PictureLimits { ShownBytes = 2_000 });
        var random = new Core.Statistics.SeededRandom(3);
        byte[] noise = [.. Enumerable.Range(0, 100 * 100 * 3).Select(_ => (byte)random.NextInt(256))];
        await desk.Refused(Draw.Bmp(100, 100, 24, noise), "too_large_to_show");
        await desk.StillReads();
    }

    [Fact]
    public async Task Workers_are_used_again_and_replaced_in_time()
    {
        await using var desk = new Desk(new PictureLimits { Workers = 1, PicturesPerWorker = 3 });
        var seen = new List<int>();
        for (var n = 0; n < 7; n++)
        {
            await desk.StillReads();
            seen.AddRange(desk.Pictures.Resting);
        }
        seen.Distinct().Count().ShouldBeInRange(2, 3);
        seen.Count.ShouldBeGreaterThan(seen.Distinct().Count());
    }

    [Fact]
    public async Task A_worker_that_somebody_killed_is_replaced_without_a_refusal()
    {
        await using var desk = new Desk(new PictureLimits { Workers = 1 });
        await desk.StillReads();
        using (var worker = Process.GetProcessById(desk.Pictures.Resting.Single()))
            worker.Kill();
        await desk.StillReads();
    }

    [Fact]
    public async Task Whoever_no_longer_waits_ends_the_work()
    {
        await using var desk = new Desk(new PictureLimits { Workers = 1 });
        // A worker that is there already begins at once, and hundreds of megapixels take longer than a moment.
        await desk.StillReads();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(60));
        await Should.ThrowAsync<OperationCanceledException>(() => desk.Read(Draw.PngOfNothing(20_000, 14_000), soon.Token));
        await desk.StillReads();
    }

    [Fact]
    public async Task Workers_end_with_their_parent()
    {
        int worker;
        await using (var desk = new Desk())
        {
            await desk.StillReads();
            worker = desk.Pictures.Resting.Single();
            Directory.Exists($"/proc/{worker}").ShouldBeTrue();
        }
        Directory.Exists($"/proc/{worker}").ShouldBeFalse();

        // A parent that was killed had no chance to say so.
        using var parent = Process.Start(new ProcessStartInfo("dotnet", [typeof(LimitsTests).Assembly.Location, "hold-worker"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        var orphan = (await parent.StandardOutput.ReadLineAsync())!;
        Directory.Exists($"/proc/{orphan}").ShouldBeTrue();
        parent.Kill();
        await parent.WaitForExitAsync();
        for (var waited = 0; Directory.Exists($"/proc/{orphan}") && !await IsZombie(orphan); waited++)
        {
            waited.ShouldBeLessThan(100);
            await Task.Delay(50);
        }
    }

    static async Task<bool> IsZombie(string process)
    {
        try
        {
            return (await File.ReadAllTextAsync($"/proc/{process}/stat")).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    [Fact]
    public async Task A_worker_inherits_nothing_of_the_servers_environment_and_no_open_file()
    {
        Environment.SetEnvironmentVariable("GROUNDWORK_SECRET_FOR_A_TEST", "hush");
        await using var desk = new Desk();
        await desk.StillReads();
        var worker = desk.Pictures.Resting.Single();
        (await File.ReadAllTextAsync($"/proc/{worker}/environ")).ShouldNotContain("hush");
        var open = Directory.EnumerateFileSystemEntries($"/proc/{worker}/fd").Select(f => new FileInfo(f).LinkTarget ?? "").ToList();
        open.ShouldAllBe(target => target.StartsWith("pipe:", StringComparison.Ordinal) || target.StartsWith("socket:", StringComparison.Ordinal)
            || target.EndsWith(".dll", StringComparison.Ordinal) || target == "/dev/null" || target.StartsWith("anon_inode", StringComparison.Ordinal));
        open.Count(t => t.StartsWith("socket:", StringComparison.Ordinal)).ShouldBe(1);
        var status = await File.ReadAllTextAsync($"/proc/{worker}/status");
        status.ShouldContain("NoNewPrivs:\t1");
        status.ShouldContain("Seccomp:\t2");
    }

    [Fact]
    public async Task The_state_says_what_reads_the_pictures()
    {
        await using var pictures = new Pictures();
        var state = await pictures.Check();
        state.Ready.ShouldBeTrue(state.Text);
        state.Text.ShouldStartWith("8.");
    }
}

/// <summary>This test program started once more, to be killed while a worker of its waits.</summary>
static class Program
{
    static async Task<int> Main(string[] args)
    {
        if (args is not ["hold-worker"])
            return 2;
        await using var desk = new Desk();
        await desk.StillReads();
        Console.WriteLine(desk.Pictures.Resting.Single());
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
