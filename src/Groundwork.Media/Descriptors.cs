using System.Runtime.InteropServices;
using Groundwork.Media.Child;

namespace Groundwork.Media;

/// <summary>
/// Hands open files from the server to a worker that can't open any itself (SCM_RIGHTS, unix(7)): it sees the one picture
/// that it is to read and nothing else of the disk.
/// </summary>
static unsafe class Descriptors
{
    const int Unix = 1, Packets = 5, CloseOnExec = 0x80000, SetFlags = 2, NoSignal = 0x4000;
    const nint HeadBytes = 16;
    const nint MemoryFile = 319;

    /// <summary>Two ends of a socket; the second is inherited by programs that are started.</summary>
    internal static (int Ours, int Theirs) Pair()
    {
        var pair = stackalloc int[2];
        if (Libc.socketpair(Unix, Packets | CloseOnExec, 0, pair) != 0 || Libc.fcntl(pair[1], SetFlags, 0) != 0)
            throw new IOException($"No socket for a worker: {Marshal.GetLastPInvokeErrorMessage()}.");
        return (pair[0], pair[1]);
    }

    /// <summary>Sends one byte and some descriptors; false if nobody is there.</summary>
    internal static bool Send(int socket, byte what, ReadOnlySpan<int> files)
    {
        var control = stackalloc byte[(int)HeadBytes + 16];
        var head = (Libc.ControlHead*)control;
        *head = new Libc.ControlHead { Length = HeadBytes + files.Length * sizeof(int), Level = Libc.SocketLevel, Type = Libc.Rights };
        files.CopyTo(new Span<int>(control + HeadBytes, files.Length));
        var part = new Libc.Part { At = &what, Length = 1 };
        var message = new Libc.Message { Parts = &part, PartCount = 1 };
        if (!files.IsEmpty)
        {
            message.Control = control;
            message.ControlLength = HeadBytes + (files.Length * sizeof(int) + 7) / 8 * 8;
        }
        return Libc.sendmsg(socket, message, NoSignal) == 1;
    }

    /// <summary>Waits for a byte and the descriptors with it, -1 for those that weren't sent; null when the other end is gone.</summary>
    internal static byte? Receive(int socket, Span<int> files)
    {
        byte what = 0;
        var control = stackalloc byte[(int)HeadBytes + 16];
        while (true)
        {
            var part = new Libc.Part { At = &what, Length = 1 };
            var message = new Libc.Message { Parts = &part, PartCount = 1, Control = control, ControlLength = HeadBytes + 16 };
            files.Fill(-1);
            var got = Libc.recvmsg(socket, ref message, 0);
            if (got < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)
                continue;
            if (got != 1)
                return null;
            var head = (Libc.ControlHead*)control;
            if (message.ControlLength >= HeadBytes && head->Level == Libc.SocketLevel && head->Type == Libc.Rights)
                new ReadOnlySpan<int>(control + HeadBytes, Math.Min(files.Length, (int)(head->Length - HeadBytes) / sizeof(int))).CopyTo(files);
            return what;
        }
    }

    /// <summary>A file that has no place on any disk.</summary>
    internal static int Memory(ReadOnlySpan<byte> content)
    {
        byte name = 0;
        var file = (int)Libc.syscall(MemoryFile, (nuint)(nint)(&name), 0, null);
        fixed (byte* first = content)
            for (var done = 0; done < content.Length;)
            {
                var wrote = Libc.write(file, first + done, content.Length - done);
                if (wrote <= 0)
                    throw new InvalidOperationException("a file in memory can't be made");
                done += (int)wrote;
            }
        return file;
    }
}
