using System.Diagnostics;

namespace Groundwork.Tables;

/// <summary>One worker and the pipes to it. Whatever it says is taken for what an attacker might say.</summary>
sealed class TableProcess : IAsyncDisposable
{
    const int MostSaid = 2_000;

    readonly Process process;
    readonly Task<string> said;

    TableProcess(Process process)
    {
        this.process = process;
        said = Drain(process.StandardError);
    }

    internal Stream Input => process.StandardInput.BaseStream;
    internal Stream Output => process.StandardOutput.BaseStream;

    /// <summary>The most memory that it ever had.</summary>
    internal long PeakBytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <exception cref="TableException">The library isn't there, or the program can't be started.</exception>
    internal static TableProcess Start(params string[] arguments)
    {
        if (ParquetFiles.Missing is { } missing)
            throw new TableException(missing, ParquetFiles.MissingTodo);
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
        // Nothing of the server's own environment, which may hold passwords.
        start.Environment.Clear();
        foreach (var (name, value) in ((string, string?)[])[("DOTNET_ROOT", root), ("LC_ALL", "C"), (Library.Variable, Library.Find()), ("DOTNET_EnableDiagnostics", "0"),
            ("DOTNET_EnableWriteXorExecute", "0"), ("DOTNET_TieredPGO", "0"), ("MALLOC_ARENA_MAX", "2"), ("HOME", "/nonexistent")])
            start.Environment[name] = value;
        start.ArgumentList.Add(typeof(TableProcess).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return new TableProcess(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new TableException($"The program that reads and writes tables can't be started: {e.Message}.", ParquetFiles.MissingTodo);
        }
    }

    /// <summary>Waits for its end; throws what it says is wrong.</summary>
    internal async Task Ended(CancellationToken cancel)
    {
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode == 0)
            return;
        var lines = (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        throw process.ExitCode == Child.Worker.Refused && lines.Length >= 2 ? new TableException(lines[0], lines[1])
            // The allocator gives up by a signal, and so does a decoder that was led astray.
            : new TableException("Reading or writing the table broke the program that does it; nothing else was affected.",
                "Save it anew with smaller row groups, or as CSV or JSON Lines.");
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
            // It was ended; what it said until then is enough.
        }
        return first;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
