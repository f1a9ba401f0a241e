using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Support;

/// <summary>The built program as its users run it: a process of its own.</summary>
sealed class Installed : IDisposable
{
    // What was put together for users if it is named, as ./test does: it is compiled ahead and starts with half the work.
    static readonly string[] Program = Environment.GetEnvironmentVariable("GROUNDWORK_PROGRAM") is { Length: > 0 } built
        ? [built] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "groundwork.dll")];

    readonly Process process;
    readonly StringBuilder printed = new();

    Installed(Process process) => this.process = process;

    internal int Id => process.Id;

    internal bool Runs => !process.HasExited;

    /// <summary>The most memory that it had in use at once, as the system counts it.</summary>
    internal long PeakMegabytes => long.Parse(File.ReadLines($"/proc/{Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture) / 1024;

    /// <summary>What a verb printed and how it ended.</summary>
    internal sealed record Ended(int Code, string Output, string Errors)
    {
        internal JsonElement Json => JsonElement.Parse(Output);

        internal Ended Good()
        {
            Code.ShouldBe(0, Output + Errors);
            return this;
        }
    }

    /// <summary>Runs a verb to its end.</summary>
    internal static async Task<Ended> Run(string data, string? database, params string[] arguments)
    {
        using var verb = Start(data, database, arguments);
        return await verb.End();
    }

    /// <summary>Runs a verb that needs no server's data.</summary>
    internal static async Task<Ended> RunAlone(params string[] arguments)
    {
        using var verb = Start(null, null, arguments);
        return await verb.End();
    }

    /// <summary>Waits until it ends by itself, or was killed.</summary>
    internal async Task<Ended> End()
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts a server and returns when it says that it is ready, with its address.</summary>
    /// <param name="under">A command that the server is run by, which becomes it or watches it.</param>
    internal static Task<(Installed Server, string Url)> Serve(string data, string? database, params string[] under) => Serve(data, database, [], under);

    /// <summary>The same, with further options.</summary>
    internal static async Task<(Installed Server, string Url)> Serve(string data, string? database, string[] options, string[] under)
    {
        var server = Start(data, database, ["serve", "--port", "0", .. options], under);
        const string ready = "Groundwork is ready at ";
        while (await server.process.StandardOutput.ReadLineAsync() is { } line)
        {
            server.printed.AppendLine(line);
            if (line.StartsWith(ready, StringComparison.Ordinal))
            {
                _ = server.process.StandardOutput.ReadToEndAsync();
                _ = server.process.StandardError.ReadToEndAsync();
                return (server, line[ready.Length..]);
            }
        }
        throw new InvalidOperationException($"The server didn't start:\n{server.printed}{await server.process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Asks it to end, as a supervisor does.</summary>
    internal void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>How it ended, whatever it printed; null if it still runs after this time.</summary>
    internal async Task<int?> Code(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        await process.WaitForExitAsync(limit.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return process.HasExited ? process.ExitCode : null;
    }

    /// <summary>kill -9: the process gets no chance to finish anything.</summary>
    internal void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    internal static Installed Start(string? data, string? database, string[] arguments, string[]? under = null)
    {
        string[] program = [.. under ?? [], .. Program];
        var start = new ProcessStartInfo(program[0]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in program.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (var argument in data is null ? arguments : [.. arguments, "--data", data])
            start.ArgumentList.Add(argument);
        if (database is not null)
        {
            start.ArgumentList.Add("--database");
            start.ArgumentList.Add(database);
        }
        start.Environment["GROUNDWORK_OWNER_KEY"] = TestServer.OwnerKey;
        start.Environment["GROUNDWORK_CHECK_WALLS"] = "1";
        // Learning how to run faster pays in hours; these processes live for seconds.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new Installed(Process.Start(start)!);
    }

    /// <summary>Runs a command where the server sees its disk.</summary>
    internal async Task<string> Inside(params string[] words)
    {
        var start = new ProcessStartInfo("nsenter") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-t", Id.ToString(CultureInfo.InvariantCulture), "-U", "-m", "--preserve-credentials", .. words])
            start.ArgumentList.Add(argument);
        using var inside = Process.Start(start)!;
        var output = await inside.StandardOutput.ReadToEndAsync();
        await inside.WaitForExitAsync();
        inside.ExitCode.ShouldBe(0, await inside.StandardError.ReadToEndAsync());
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("").Trim();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
    }
}

/// <summary>A data folder, and a database if the engine wants one, for processes to work on.</summary>
sealed class Ground(string data, string? database) : IAsyncDisposable
{
    internal string Data => data;
    internal string? Database => database;

    internal static async Task<Ground> New(Engine engine) =>
        new(Directory.CreateTempSubdirectory("groundwork-test-").FullName, engine == Engine.Postgres ? await Postgres.New() : null);

    /// <summary>A folder that isn't there yet, and a database without a table: where a backup is restored to.</summary>
    internal static async Task<Ground> Empty(Engine engine) =>
        new(Path.Combine(Directory.CreateTempSubdirectory("groundwork-test-").FullName, "restored"), engine == Engine.Postgres ? await Postgres.Empty() : null);

    internal Task<Installed.Ended> Run(params string[] arguments) => Installed.Run(data, database, arguments);

    /// <summary>Writes a file beside the data and names it.</summary>
    internal async Task<string> File(string name, string content)
    {
        var path = Path.Combine(data, name);
        await System.IO.File.WriteAllTextAsync(path, content);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
            await Postgres.Drop(database);
        if (Directory.Exists(data))
            Directory.Delete(data, recursive: true);
    }
}
