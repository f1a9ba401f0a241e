using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Groundwork.Media.Child;
using Microsoft.Win32.SafeHandles;

namespace Groundwork.Media.Parent;

/// <summary>How a worker came to its end before it answered.</summary>
sealed class WorkerEndedException(string how, int code) : Exception(how)
{
    const int BySignal = 128, TooMuchCpu = 24, TooLargeFile = 25;

    /// <summary>It computed for longer than it may.</summary>
    internal bool OutOfTime => code == BySignal + TooMuchCpu;

    /// <summary>It wrote more than it may.</summary>
    internal bool OutOfSpace => code == BySignal + TooLargeFile;
}

/// <summary>One worker and the three pipes to it. Whatever it says is taken for what an attacker might say.</summary>
sealed class WorkerProcess : IDisposable
{
    const int MostSaid = 2000;

    // A socket's end that is to be inherited would be by every program that is started in that moment.
    static readonly Lock Starting = new();

    readonly Process process;
    readonly int socket;
    readonly Task<string> said;

    WorkerProcess(Process process, int socket)
    {
        (this.process, this.socket) = (process, socket);
        said = Drain(process.StandardError);
    }

    internal int Id => process.Id;

    /// <summary>How many pictures it has read.</summary>
    internal int Done { get; private set; }

    /// <summary>Starts a worker; it locks itself up before it says that it is ready.</summary>
    internal static WorkerProcess Start(PictureLimits limits)
    {
        // The same runtime as this one, wherever it was found.
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        var start = new ProcessStartInfo(Path.Combine(root, "dotnet"))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment(root))
            start.Environment[name] = value;
        if (limits.ForTests)
            start.Environment["GROUNDWORK_MEDIA_TEST"] = "1";
        start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        lock (Starting)
        {
            var (ours, theirs) = Descriptors.Pair();
            try
            {
                foreach (var argument in (long[])[theirs, limits.Memory, limits.CpuSeconds, limits.Pixels, limits.PixelsOfAllFrames, limits.Frames,
                    limits.ShownBytes, limits.ThumbnailSide, limits.ForTests ? 1 : 0])
                    start.ArgumentList.Add(argument.ToString(CultureInfo.InvariantCulture));
                return new WorkerProcess(Process.Start(start)!, ours);
            }
            catch
            {
                Libc.close(ours);
                throw;
            }
            finally
            {
                Libc.close(theirs);
            }
        }
    }

    /// <summary>Nothing of the server's own environment, which may hold passwords.</summary>
    static (string, string)[] Environment(string root) =>
    [
        ("DOTNET_ROOT", root), ("LC_ALL", "C"),
        ("DOTNET_EnableDiagnostics", "0"), // no debugger's socket
        ("DOTNET_EnableWriteXorExecute", "0"), // its double mapping needs files; the compiler's pages are the worker's own
        ("DOTNET_TieredCompilation", "1"), ("DOTNET_TieredPGO", "0"),
        ("VIPSHOME", "/nonexistent"), // no plug-ins: ImageMagick, PDF and the like are never loaded
        ("VIPS_WARNING", "0"), ("G_SLICE", "always-malloc"), ("MALLOC_ARENA_MAX", "2"),
    ];

    /// <summary>Waits for one message; its fields are behind it.</summary>
    internal async Task<byte[]> Receive(CancellationToken cancel)
    {
        var output = process.StandardOutput.BaseStream;
        var head = new byte[4];
        try
        {
            await output.ReadExactlyAsync(head, cancel);
            var length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length is < 1 or > Wire.MostBytes)
                throw Wire.Wrong();
            var message = new byte[length];
            await output.ReadExactlyAsync(message, cancel);
            Done++;
            return message;
        }
        catch (EndOfStreamException)
        {
            await process.WaitForExitAsync(cancel);
            throw new WorkerEndedException($"ended with {process.ExitCode}: {await said}", process.ExitCode);
        }
    }

    /// <summary>Hands over files and asks for something; the answer is the next message.</summary>
    internal async Task<byte[]> Do(Ask what, SafeFileHandle? picture, SafeFileHandle? shown, CancellationToken cancel)
    {
        if (!Send(what, picture, shown))
            throw new WorkerEndedException("was gone already", 0);
        return await Receive(cancel);
    }

    bool Send(Ask what, SafeFileHandle? picture, SafeFileHandle? shown)
    {
        Span<int> files = stackalloc int[2];
        var count = 0;
        var (heldPicture, heldShown) = (false, false);
        try
        {
            if (picture is not null)
            {
                picture.DangerousAddRef(ref heldPicture);
                files[count++] = (int)picture.DangerousGetHandle();
            }
            if (shown is not null)
            {
                shown.DangerousAddRef(ref heldShown);
                files[count++] = (int)shown.DangerousGetHandle();
            }
            return Descriptors.Send(socket, (byte)what, files[..count]);
        }
        finally
        {
            if (heldPicture)
                picture!.DangerousRelease();
            if (heldShown)
                shown!.DangerousRelease();
        }
    }

    static async Task<string> Drain(StreamReader errors)
    {
        var first = "";
        var buffer = new char[512];
        try
        {
            for (int n; (n = await errors.ReadAsync(buffer)) > 0;)
                if (first.Length < MostSaid)
                    first += new string(buffer, 0, n);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was killed; what it said until then is enough.
        }
        return first.Trim();
    }

    /// <summary>Whether it is there to be asked.</summary>
    internal bool Lives => !process.HasExited;

    public void Dispose()
    {
        Libc.close(socket);
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
        process.WaitForExit();
        process.Dispose();
    }
}
