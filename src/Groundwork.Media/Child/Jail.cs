using System.Runtime.InteropServices;
using static Groundwork.Media.Child.Libc;

namespace Groundwork.Media.Child;

/// <summary>
/// What a worker gives up before it touches a byte of somebody's: opening files, sockets, other programs, other
/// processes, most of its memory and time. It keeps the descriptors that it is handed. None of this needs privileges.
/// </summary>
static unsafe class Jail
{
    const int MostFiles = 128;

    /// <summary>The limits that hold from the start; those that would hinder starting come with <see cref="Close"/>.</summary>
    internal static void Enter()
    {
        SetLimit(LimitCore, 0, 0);
        Do(prctl(NoNewPrivileges, 1, 0, 0, 0), "give up privileges");
    }

    /// <summary>Closes the door. Whatever has to be opened must have been by now.</summary>
    internal static void Close(long memory, long fileSize)
    {
        SetLimit(LimitData, (ulong)memory, (ulong)memory);
        SetLimit(LimitFileSize, (ulong)fileSize, (ulong)fileSize);
        SetLimit(LimitFiles, MostFiles, MostFiles);
        Filter();
    }

    /// <summary>So many seconds of computing from now on; the kernel ends the process at the next.</summary>
    internal static void AllowCpu(int seconds)
    {
        clock_gettime(ProcessClock, out var used);
        SetLimit(LimitCpu, (ulong)(used.Seconds + 1 + seconds), ulong.MaxValue);
    }

    const int NoNewPrivileges = 38, ProcessClock = 2;

    // seccomp(2); the numbers are those of x86-64, the only machine that the program is built for.
    const nint Seccomp = 317;
    const nuint SetFilter = 1, AllThreads = 1;
    const uint Kill = 0x80000000, Refuse = 0x00050000, Allow = 0x7FFF0000, NotPermitted = 1, NoSuchCall = 38;
    const uint X64 = 0xC000003E, X32 = 0x40000000;
    const ushort Load = 0x20, JumpEqual = 0x15, JumpAtLeast = 0x35, JumpBits = 0x45, Return = 0x06;
    const uint Number = 0, Machine = 4, Argument0 = 16;
    const uint Clone = 56, Clone3 = 435, Prctl = 157, Prlimit = 302, Tgkill = 234;
    const uint ThreadFlag = 0x10000, SetName = 15;

    /// <summary>Everything that reading a handed file, computing in memory and answering takes. What isn't here is refused.</summary>
    static readonly uint[] Allowed =
    [
        0, 1, 17, 19, 20, 3, 5, 8, 32, 72, 221, 262, // read write pread64 readv writev close fstat lseek dup fcntl fadvise64 newfstatat
        47, 7, 271, // recvmsg (a descriptor of the next picture) poll ppoll
        9, 10, 11, 12, 25, 26, 27, 28, 149, 150, 237, 239, // mmap mprotect munmap brk mremap msync mincore madvise mlock munlock mbind get_mempolicy
        13, 14, 15, 131, 219, // rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
        24, 143, 145, 186, 202, 203, 204, 218, 273, 309, 324, 334, // sched_yield sched_getparam sched_getscheduler gettid futex sched_*affinity set_tid_address set_robust_list getcpu membarrier rseq
        35, 96, 201, 228, 229, 230, // nanosleep gettimeofday time clock_gettime clock_getres clock_nanosleep
        39, 63, 97, 98, 99, 100, 110, 318, // getpid uname getrlimit getrusage sysinfo times getppid getrandom
        60, 231, // exit exit_group
    ];

    [StructLayout(LayoutKind.Sequential)]
    struct Instruction(ushort code, byte yes, byte no, uint value)
    {
        public ushort Code = code;
        public byte Yes = yes, No = no;
        public uint Value = value;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }

    static void Filter()
    {
        var filter = Instructions((uint)getpid());
        fixed (Instruction* first = filter)
        {
            var program = new Program { Length = (ushort)filter.Length, Instructions = first };
            Do(syscall(Seccomp, SetFilter, AllThreads, &program), "give up system calls (seccomp)");
        }
    }

    static Instruction[] Instructions(uint self)
    {
        List<Instruction> filter =
        [
            new(Load, 0, 0, Machine), new(JumpEqual, 1, 0, X64), new(Return, 0, 0, Kill),
            new(Load, 0, 0, Number), new(JumpAtLeast, 0, 1, X32), new(Return, 0, 0, Kill),
        ];
        foreach (var number in Allowed)
            filter.AddRange([new(JumpEqual, 0, 1, number), new(Return, 0, 0, Allow)]);
        // The C library then falls back to the older call, whose flags can be looked at.
        filter.AddRange([new(JumpEqual, 0, 1, Clone3), new(Return, 0, 0, Refuse | NoSuchCall)]);
        // Threads, not processes; its own names, limits and threads, not those of others.
        filter.AddRange([new(JumpEqual, 0, 4, Clone), new(Load, 0, 0, Argument0), new(JumpBits, 0, 1, ThreadFlag), new(Return, 0, 0, Allow), new(Return, 0, 0, Refuse | NotPermitted)]);
        foreach (var (number, first) in ((uint, uint)[])[(Prctl, SetName), (Prlimit, 0), (Tgkill, self)])
            filter.AddRange([new(JumpEqual, 0, 4, number), new(Load, 0, 0, Argument0), new(JumpEqual, 0, 1, first), new(Return, 0, 0, Allow), new(Return, 0, 0, Refuse | NotPermitted)]);
        filter.Add(new(Return, 0, 0, Refuse | NotPermitted));
        return [.. filter];
    }

    static void Do(nint result, string what)
    {
        if (result != 0)
            throw new InvalidOperationException($"the worker can't {what}: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
