using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Groundwork.Tables.Child;

/// <summary>
/// What the process gives up before DuckDB sees a byte of somebody's: other files (Landlock, where the kernel has it), writing any,
/// sockets, other programs and processes (seccomp), and most of its memory. None of this needs privileges.
/// </summary>
static unsafe partial class Cage
{
    const long MostMemory = 3L << 29;
    const int LimitFileSize = 1, LimitData = 2, LimitCore = 4, NoNewPrivileges = 38;

    internal static void Close(SafeFileHandle? file)
    {
        SetLimit(LimitCore, 0);
        SetLimit(LimitData, MostMemory);
        // Pipes have no size; nothing else is written.
        SetLimit(LimitFileSize, 0);
        Do(prctl(NoNewPrivileges, 1, 0, 0, 0), "give up privileges");
        Folders(file);
        Filter();
    }

    /// <summary>For tests: what a decoder that was led astray would try, and how far it gets with only one file given to it.</summary>
    internal static string Try(string path)
    {
        using var given = File.OpenHandle(path);
        Close(given);
        var tried = new (string What, Func<nint> Call)[]
        {
            ("given", () => open($"/proc/self/fd/{given.DangerousGetHandle()}", 0)), ("other", () => open("/etc/passwd", 0)), ("write", () => open(path, 2)),
            ("new", () => open("/tmp/groundwork-escape", 0x41)), ("socket", () => syscall(41, 2, 1, 0, 0)), ("exec", () => syscall(59, 0, 0, 0, 0)), ("fork", () => syscall(57, 0, 0, 0, 0)),
            ("kill", () => syscall(62, getppid(), 0, 0, 0)), ("delete", () => syscall(87, 0, 0, 0, 0)), ("ring", () => syscall(425, 1, 0, 0, 0)),
        };
        return string.Join(' ', tried.Select(t => $"{t.What}:{(t.Call() >= 0 ? "worked" : Marshal.GetLastPInvokeError() is 1 or 13 ? "refused" : "failed")}"));
    }

    // landlock(7)
    const nint CreateRuleset = 444, AddRule = 445, RestrictSelf = 446;
    const nint VersionAsked = 1;
    const ulong ReadFile = 1 << 2, EverythingOfFirstVersion = (1 << 13) - 1;
    const int BeneathPath = 1;

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    struct Beneath
    {
        public ulong Allowed;
        public int Parent;
    }

    // What the runtime may still have to load is its own folder; nothing of the server's data is there.
    static void Folders(SafeFileHandle? file)
    {
        if (syscall(CreateRuleset, 0, 0, VersionAsked, 0) < 1)
            return;
        var handled = EverythingOfFirstVersion;
        var rules = (int)syscall(CreateRuleset, (nint)(&handled), sizeof(ulong), 0, 0);
        Do(rules < 0 ? -1 : 0, "give up files");
        if (file is not null)
            Allow(rules, (int)file.DangerousGetHandle(), ReadFile);
        foreach (var path in new[] { Path.GetDirectoryName(typeof(object).Assembly.Location)!, AppContext.BaseDirectory, "/proc/self", "/sys/fs/cgroup", "/lib", "/usr/lib", "/etc/ld.so.cache" })
        {
            var opened = open(path, 0x280000); // O_PATH | O_CLOEXEC
            if (opened < 0)
                continue;
            Allow(rules, opened, Directory.Exists(path) ? ReadFile | 1 << 3 : ReadFile);
            close(opened);
        }
        Do((int)syscall(RestrictSelf, rules, 0, 0, 0), "give up files");
        close(rules);
    }

    static void Allow(int rules, int opened, ulong what)
    {
        var beneath = new Beneath { Allowed = what, Parent = opened };
        Do((int)syscall(AddRule, rules, BeneathPath, (nint)(&beneath), 0), "keep the file that it reads");
    }

    // seccomp(2); the numbers are those of x86-64, the only machine that the program is built for.
    const nint Seccomp = 317;
    const nint SetFilter = 1, AllThreads = 1;
    const uint Kill = 0x80000000, Refuse = 0x00050000 | 1, Allowed = 0x7FFF0000, X64 = 0xC000003E, X32 = 0x40000000;
    const ushort Load = 0x20, JumpEqual = 0x15, JumpAtLeast = 0x35, Return = 0x06;

    static readonly uint[] Forbidden =
    [
        41, 42, 43, 49, 50, 53, 288, 44, 46, // socket connect accept bind listen socketpair accept4 sendto sendmsg
        57, 58, 59, 322, // fork vfork execve execveat
        62, 129, 200, 297, 424, 434, 438, // kill rt_sigqueueinfo tkill rt_tgsigqueueinfo pidfd_send_signal pidfd_open pidfd_getfd
        101, 310, 311, 321, 323, 298, // ptrace process_vm_readv process_vm_writev bpf userfaultfd perf_event_open
        76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 92, 133, 165, 258, 263, 264, 265, 266, 268, 316, // truncate … renameat2: nothing of the disk is changed
        425, 426, 427, 246, 304, 175, 313, // io_uring, kexec_load open_by_handle_at init_module finit_module
        161, 272, 308, 155, // chroot unshare setns pivot_root
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
        List<Instruction> filter =
        [
            new(Load, 0, 0, 4), new(JumpEqual, 1, 0, X64), new(Return, 0, 0, Kill),
            new(Load, 0, 0, 0), new(JumpAtLeast, 0, 1, X32), new(Return, 0, 0, Kill),
        ];
        foreach (var number in Forbidden)
            filter.AddRange([new(JumpEqual, 0, 1, number), new(Return, 0, 0, Refuse)]);
        filter.Add(new(Return, 0, 0, Allowed));
        var instructions = filter.ToArray();
        fixed (Instruction* first = instructions)
        {
            var program = new Program { Length = (ushort)instructions.Length, Instructions = first };
            Do((int)syscall(Seccomp, SetFilter, AllThreads, (nint)(&program), 0), "give up system calls (seccomp)");
        }
    }

    static void SetLimit(int what, long most)
    {
        var limit = stackalloc ulong[] { (ulong)most, (ulong)most };
        Do(setrlimit(what, limit), "set its limits");
    }

    static void Do(int result, string what)
    {
        if (result != 0)
            throw new TableException($"The program that reads tables can't {what}: {Marshal.GetLastPInvokeErrorMessage()}.",
                "Tell whoever runs the server; \"groundwork doctor\" says what is missing.");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int what, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int what, ulong* limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int getppid();

    [LibraryImport("libc")]
    private static partial void close(int descriptor);
}
