using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Groundwork.Media.Child;

/// <summary>
/// The program that reads pictures: locks itself up, then takes one file at a time over a socket that it inherited and
/// answers on its standard output. It ends with its parent: when its standard input closes.
/// </summary>
static unsafe class Worker
{
    const int Out = 1, Leash = 0;

    internal static int Run(string[] args)
    {
        if (args is not [var socketText, var memory, var cpu, var pixels, var allPixels, var frames, var shownBytes, var side, var forTests])
        {
            Console.Error.WriteLine("This program belongs to groundwork, which starts it to read pictures.");
            return 2;
        }
        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
        var limits = new PictureLimits
        {
            Memory = Number(memory),
            CpuSeconds = (int)Number(cpu),
            Pixels = Number(pixels),
            PixelsOfAllFrames = Number(allPixels),
            Frames = (int)Number(frames),
            ShownBytes = Number(shownBytes),
            ThumbnailSide = (int)Number(side),
            ForTests = forTests == "1" && Environment.GetEnvironmentVariable("GROUNDWORK_MEDIA_TEST") == "1",
        };
        var socket = (int)Number(socketText);
        try
        {
            Jail.Enter();
            var version = Vips.Start();
            // Not afterwards: an assembly that isn't loaded by then can't be any more.
            LoadAll(typeof(Worker).Assembly);
            WarmUp(limits);
            var nowhere = Libc.open("/dev/null", 1);
            if (Libc.dup2(nowhere, 2) != 2)
                throw new InvalidOperationException("the worker can't silence itself");
            Libc.close(nowhere);
            new Thread(Watch, 256 * 1024) { IsBackground = true }.Start();
            Jail.Close(limits.Memory, limits.ShownBytes);
            Answer(new Wire.Writer(Reply.Ready).Text(version));
        }
        catch (DllNotFoundException)
        {
            Answer(new Wire.Writer(Reply.NotReady).Text("libvips is not installed (Debian and Ubuntu: apt-get install libvips42)."));
            return 1;
        }
        catch (Exception e) when (e is InvalidOperationException or VipsException)
        {
            Answer(new Wire.Writer(Reply.NotReady).Text($"{e.Message}."));
            return 1;
        }
        Serve(socket, limits);
        return 0;
    }

    static void Serve(int socket, PictureLimits limits)
    {
        Span<int> files = stackalloc int[2];
        while (Descriptors.Receive(socket, files) is { } asked)
        {
            Jail.AllowCpu(limits.CpuSeconds);
            Answer((Ask)asked == Ask.Read ? PictureReader.Read(files[0], files[1], limits)
                : limits.ForTests ? Mischief.Do((Ask)asked) : new Wire.Writer(Reply.Unknown));
            foreach (var each in files)
                if (each >= 0)
                    Libc.close(each);
        }
    }

    static void Answer(Wire.Writer reply)
    {
        var bytes = reply.Done();
        fixed (byte* first = bytes)
            for (var done = 0; done < bytes.Length;)
            {
                var wrote = Libc.write(Out, first + done, bytes.Length - done);
                if (wrote < 0 && Marshal.GetLastPInvokeError() != Libc.Interrupted)
                    Libc._exit(3);
                done += (int)Math.Max(0, wrote);
            }
    }

    /// <summary>A parent that is gone, however it went, has closed its end of standard input. A decoder at work doesn't hold this up.</summary>
    static void Watch()
    {
        var parent = Libc.getppid();
        var leash = new Libc.Poll { Descriptor = Leash, Wanted = Libc.PollIn };
        while (true)
        {
            Libc.poll(ref leash, 1, 1000);
            if (leash.Happened != 0 || Libc.getppid() != parent)
                Libc._exit(0);
        }
    }

    static void LoadAll(Assembly assembly)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        void Load(Assembly each)
        {
            // What starts and watches processes is the server's half of this program, and has a long tail.
            foreach (var name in each.GetReferencedAssemblies())
                if (!name.Name!.Contains("Process", StringComparison.Ordinal) && seen.Add(name.Name))
                    Load(Assembly.Load(name));
        }
        Load(assembly);
    }

    /// <summary>Reads a small picture of each kind that needs a library of its own, so that nothing is left to be opened later.</summary>
    static void WarmUp(PictureLimits limits)
    {
        using var scope = new Vips.Scope();
        var grey = stackalloc byte[8 * 8 * 3];
        var image = scope.Image(grey, 8 * 8 * 3, 8, 8, 3);
        foreach (var saver in (string[])["jpegsave_buffer", "pngsave_buffer", "webpsave_buffer", "gifsave_buffer", "tiffsave_buffer"])
        {
            var bytes = Vips.Scope.Bytes(saver, ("in", image));
            var file = Descriptors.Memory(bytes);
            var shown = Descriptors.Memory([]);
            _ = PictureReader.Read(file, shown, limits);
            Libc.close(file);
            Libc.close(shown);
        }
    }
}
