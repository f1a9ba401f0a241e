using System.Runtime.InteropServices;

namespace Groundwork.Media.Child;

/// <summary>The few calls of the C library that the runtime has no words for.</summary>
static unsafe partial class Libc
{
    internal const int LimitCpu = 0, LimitFileSize = 1, LimitData = 2, LimitCore = 4, LimitFiles = 7;
    internal const short PollIn = 1, PollGone = 0x10 | 0x08;
    internal const int Interrupted = 4;

    [StructLayout(LayoutKind.Sequential)]
    internal struct Limit
    {
        public ulong Soft, Hard;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Poll
    {
        public int Descriptor;
        public short Wanted, Happened;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Part
    {
        public byte* At;
        public nint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        public void* Name;
        public uint NameLength;
        public Part* Parts;
        public nint PartCount;
        public void* Control;
        public nint ControlLength;
        public int Flags;
    }

    /// <summary>The head of ancillary data; the descriptors follow it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ControlHead
    {
        public nint Length;
        public int Level, Type;
    }

    internal const int SocketLevel = 1, Rights = 1;

    [StructLayout(LayoutKind.Sequential)]
    internal struct Time
    {
        public long Seconds, Nanoseconds;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setrlimit(int what, in Limit limit);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int prctl(int what, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint syscall(nint number, nuint a, nuint b, void* c);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int poll(ref Poll descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint recvmsg(int socket, ref Message message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendmsg(int socket, in Message message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int socketpair(int domain, int type, int protocol, int* pair);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(int descriptor, int what, nint value);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int descriptor, byte* from, nint count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pread(int descriptor, byte* to, nint count, long at);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial long lseek(int descriptor, long offset, int whence);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags);

    [LibraryImport("libc")]
    internal static partial int dup2(int from, int to);

    [LibraryImport("libc")]
    internal static partial void close(int descriptor);

    [LibraryImport("libc")]
    internal static partial int getpid();

    [LibraryImport("libc")]
    internal static partial int getppid();

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int process, int signal);

    [LibraryImport("libc")]
    internal static partial int clock_gettime(int clock, out Time time);

    [LibraryImport("libc")]
    internal static partial void _exit(int code);

    internal static void SetLimit(int what, ulong soft, ulong hard)
    {
        if (setrlimit(what, new Limit { Soft = soft, Hard = hard }) != 0)
            throw new InvalidOperationException($"a limit can't be set: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
