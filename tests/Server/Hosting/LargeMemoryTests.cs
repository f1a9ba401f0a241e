using System.Diagnostics;
using System.Runtime.InteropServices;
using Groundwork.Server.Commands.Benching;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Hosting;

public class LargeMemoryTests
{
    [Fact]
    public void What_native_code_has_freed_between_what_it_holds_goes_back_to_the_system()
    {
        const int Piece = 4096, Pieces = 30_000;
        var held = new nint[Pieces];
        for (var i = 0; i < Pieces; i++)
            Marshal.WriteByte(held[i] = Marshal.AllocHGlobal(Piece), Piece - 1, 1);
        for (var i = 0; i < Pieces; i++)
            if (i % 1000 != 999)
                Marshal.FreeHGlobal(held[i]);
        var before = Environment.WorkingSet;
        LargeMemory.Return(1_000_000);
        (before - Environment.WorkingSet).ShouldBeGreaterThan(60_000_000);
        for (var i = 999; i < Pieces; i += 1000)
            Marshal.FreeHGlobal(held[i]);
    }

    [Fact]
    public async Task A_measured_process_has_the_memory_of_those_that_it_starts()
    {
        await using var memory = new ProcessMemory(Environment.ProcessId);
        memory.Forget();
        var before = memory.PeakMb!.Value;
        using var child = Process.Start("sh", ["-c", "x=$(head -c 60000000 /dev/zero | tr '\\0' a); sleep 1"]);
        await child.WaitForExitAsync();
        (memory.PeakMb!.Value - before).ShouldBeGreaterThan(50);
    }
}
