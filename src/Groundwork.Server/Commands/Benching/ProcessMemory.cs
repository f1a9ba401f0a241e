using System.Globalization;

namespace Groundwork.Server.Commands.Benching;

/// <summary>
/// The memory of a process and of those that it starts, such as the one that writes Parquet: its own peak, and on top of it the largest that
/// the others had at one time. That is at most what was taken, never less: the two peaks may have been at different times.
/// </summary>
sealed class ProcessMemory : IAsyncDisposable
{
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    readonly int process;
    readonly CancellationTokenSource end = new();
    readonly Task watching;
    long children;

    /// <summary>Begins to look.</summary>
    internal ProcessMemory(int process)
    {
        this.process = process;
        watching = Watch();
    }

    /// <summary>Memory of the process itself now.</summary>
    internal long? RssMb => Of(process, "VmRSS:") / 1024;

    /// <summary>The most since <see cref="Forget"/>.</summary>
    internal long? PeakMb => (Of(process, "VmHWM:") + Interlocked.Read(ref children)) / 1024;

    /// <summary>What comes from now on has a peak of its own.</summary>
    internal void Forget()
    {
        File.WriteAllText($"/proc/{process}/clear_refs", "5");
        Interlocked.Exchange(ref children, 0);
    }

    async Task Watch()
    {
        try
        {
            while (true)
            {
                var now = Children().Sum(child => Of(child, "VmHWM:") ?? 0);
                if (now > Interlocked.Read(ref children))
                    Interlocked.Exchange(ref children, now);
                await Task.Delay(Between, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody asks any more.
        }
    }

    List<int> Children()
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task").SelectMany(task => Read($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Number)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    static long? Of(int process, string name) => Read($"/proc/{process}/status").Split('\n').FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line
        ? Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) : null;

    // One that has ended meanwhile has nothing.
    static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await watching;
        end.Dispose();
    }
}
