using System.Diagnostics;
using System.Globalization;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Commands.Benching;

/// <summary>The server that is measured: a process of its own on a folder of its own, so that what it takes is not mixed with what asks it.</summary>
sealed class BenchedServer : IAsyncDisposable
{
    const string Ready = "Groundwork is ready at ";
    const double TicksPerSecond = 100;

    readonly string? folder;
    readonly string? database;
    Process? process;
    ProcessMemory? memory;

    BenchedServer(string key, string? folder, string? database) => (Key, this.folder, this.database) = (key, folder, database);

    /// <summary>The owner's key.</summary>
    internal string Key { get; }

    internal string Url { get; private set; } = "";

    /// <summary>How long the last start took until it said that it is ready.</summary>
    internal double ReadySeconds { get; private set; }

    /// <summary>One that runs already; what it takes is known only of a process of this machine that was started here.</summary>
    internal static BenchedServer At(string url) => new(
        Environment.GetEnvironmentVariable("GROUNDWORK_OWNER_KEY") ?? throw new Refusal("Set GROUNDWORK_OWNER_KEY to the owner's key of that server."), null, null) { Url = url };

    internal static async Task<BenchedServer> Start(string? data, string? database, CancellationToken cancel)
    {
        var made = data is null ? Directory.CreateTempSubdirectory("groundwork-bench-") : Directory.CreateDirectory(Path.Combine(data, $"bench-{Guid.NewGuid():N}"));
        var server = new BenchedServer(Secrets.NewKey(), made.FullName, database);
        await server.Again(cancel);
        return server;
    }

    /// <summary>Starts it on what is in its folder.</summary>
    internal async Task Again(CancellationToken cancel)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true };
        // Under "dotnet groundwork.dll" the program is the runtime.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in (string[])["serve", "--port", "0", "--data", folder!, .. database is null ? Array.Empty<string>() : ["--database", database]])
            start.ArgumentList.Add(argument);
        start.Environment["GROUNDWORK_OWNER_KEY"] = Key;
        var since = Stopwatch.GetTimestamp();
        process = Process.Start(start)!;
        if (memory is not null)
            await memory.DisposeAsync();
        memory = new ProcessMemory(process.Id);
        while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                (Url, ReadySeconds) = (line[Ready.Length..], Stopwatch.GetElapsedTime(since).TotalSeconds);
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        throw new Refusal("The server that was to be measured didn't start. What it said stands above.");
    }

    /// <summary>The database that it is on, if that isn't in its folder.</summary>
    internal string? Database => database;

    /// <summary>Ends it and takes its folder over, for whoever measures without a server.</summary>
    internal async Task<DataFolder> Take()
    {
        await Kill();
        return DataFolder.TryOpen(folder!) ?? throw new Refusal("The folder of the stopped server is still held.");
    }

    /// <summary>kill -9: it gets no chance to finish anything.</summary>
    internal async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Processor time so far, in seconds; null of a server that was not started here.</summary>
    internal double? CpuSeconds
    {
        get
        {
            if (process is null)
                return null;
            // What stands in front may hold spaces: the name of the program is in parentheses.
            var fields = File.ReadAllText($"/proc/{process.Id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>Memory now.</summary>
    internal long? RssMb => memory?.RssMb;

    /// <summary>The most memory since <see cref="ForgetPeak"/>, with that of the processes that it started.</summary>
    internal long? PeakMb => memory?.PeakMb;

    internal void ForgetPeak() => memory?.Forget();

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (memory is not null)
            await memory.DisposeAsync();
        if (process is { HasExited: false })
            await Kill();
        process?.Dispose();
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
    }
}
