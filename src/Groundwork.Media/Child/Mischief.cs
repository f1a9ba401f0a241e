using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Groundwork.Media.Child;

/// <summary>What a taken-over decoder would try, for the tests of the limits: each says how far it got, or is ended.</summary>
static unsafe class Mischief
{
    internal static Wire.Writer Do(Ask what) => new Wire.Writer(Reply.Told).Text(what switch
    {
        Ask.Allocate => Allocate(),
        Ask.Spin => Spin(),
        Ask.Sleep => Sleep(),
        Ask.Connect => $"{System(41, 2, 1)} {System(41, 1, 1)} {System(53, 1, 1)}",
        Ask.Execute => $"{System(59, 0, 0)} {System(57, 0, 0)} {System(58, 0, 0)} {System(322, 0, 0)} {System(56, 17, 0)}",
        Ask.OpenFile => $"{Opened("/etc/passwd", 0)} {Opened("/tmp/groundwork-escape", 0x41)} {Opened("/proc/self/mem", 2)} {System(425, 1, 0)}",
        Ask.Signal => $"{Tried(() => Libc.kill(Libc.getppid(), 0))} {System(234, (nuint)Libc.getppid(), (nuint)Libc.getppid())} {System(101, 16, (nuint)Libc.getppid())}",
        Ask.Crash => Crash(),
        _ => Chatter(),
    });

    static string Allocate()
    {
        const int step = 16 << 20;
        for (long had = 0; had < 64L << 30; had += step)
        {
            var more = Marshal.AllocHGlobal(step);
            new Span<byte>((void*)more, step).Fill(1);
        }
        return "64 GB";
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    static string Spin()
    {
        while (true)
        {
        }
    }

    static string Sleep()
    {
        Thread.Sleep(Timeout.Infinite);
        return "";
    }

    static string Crash()
    {
        *(int*)16 = 1;
        return "";
    }

    static string Chatter()
    {
        // More than the server ever takes, without a length that makes sense.
        var noise = stackalloc byte[64 * 1024];
        new Span<byte>(noise, 64 * 1024).Fill(0xEE);
        for (var n = 0; n < 64 * 1024; n++)
            if (Libc.write(1, noise, 64 * 1024) < 0)
                break;
        return "";
    }

    static string System(nint number, nuint a, nuint b) => Tried(() => Libc.syscall(number, a, b, null));

    static string Opened(string path, int how) => Tried(() => Libc.open(path, how));

    static string Tried(Func<nint> call)
    {
        var result = call();
        return result < 0 ? $"errno{Marshal.GetLastPInvokeError()}" : "worked";
    }
}
