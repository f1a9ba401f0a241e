using System.Diagnostics;
using Groundwork.Storage.Tests.Files;
using Groundwork.Storage.Tests.Sqlite;

namespace Groundwork.Storage.Tests;

/// <summary>This test program started once more as a process of its own, to be killed, starved or traced.</summary>
static class Child
{
    static Task<int> Main(string[] args) => args switch
    {
        ["hold-folder", var path] => FolderChild.Hold(path),
        ["migrate", var engine, var database] => MigrationChild.Migrate(engine, database),
        ["put-blob", var path] => BlobChild.PutForEver(path),
        ["replace", var path] => DurableChild.Replace(path),
        ["store-blob", var path] => DurableChild.StoreBlob(path),
        ["canary", var path] => DurableChild.Canary(path),
        ["io-error", var path] => IoErrorChild.Run(path),
        ["flush", var path, var how] => FlushChild.Run(path, how),
        _ => Task.FromResult(2),
    };

    /// <summary>Starts a child; <paramref name="through"/> is a program that starts it, with that program's arguments.</summary>
    public static Process Start(string[] through, params string[] args)
    {
        string[] command = [.. through, "dotnet", typeof(Child).Assembly.Location, .. args];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TieredCompilation"] = "1" },
        })!;
    }

    /// <summary>Runs a child to its end; what it said.</summary>
    public static async Task<string> Run(string[] through, params string[] args)
    {
        using var process = Start(through, args);
        var said = await process.StandardOutput.ReadToEndAsync().Soon();
        await process.WaitForExitAsync().Soon();
        return $"{said.Trim()} [exit {process.ExitCode}]";
    }

    /// <summary>Waits until a child says this line.</summary>
    public static async Task Says(this Process process, string line) =>
        (await process.StandardOutput.ReadLineAsync().Soon()).ShouldBe(line);

    /// <summary>kill -9.</summary>
    public static async Task KillHard(this Process process)
    {
        process.Kill();
        await process.WaitForExitAsync().Soon();
    }
}
