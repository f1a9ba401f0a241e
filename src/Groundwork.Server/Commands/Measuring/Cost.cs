using System.Diagnostics;
using System.Text.Json;
using Groundwork.Core.Quality.Agreement;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>What inferring costs.</summary>
/// <param name="CpuSeconds">Processor time of inferring alone, the middle one of three times.</param>
/// <param name="PeakMb">The most memory that a process which does nothing else has held, the runtime and reading the votes included.</param>
sealed record Cost(double CpuSeconds, double PeakMb)
{
    const int Times = 3;
    const double Megabyte = 1024 * 1024;

    /// <summary>Measures in this process.</summary>
    internal static (T Result, Cost Cost) Of<T>(Func<T> infer) where T : class
    {
        var (result, seconds) = ((T?)null, new List<double>());
        for (var i = 0; i < Times; i++)
        {
            // What reading or the time before left behind is no need of the method.
            result = null;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            var before = Environment.CpuUsage.TotalTime;
            result = infer();
            seconds.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
        seconds.Sort();
        using var self = Process.GetCurrentProcess();
        return (result!, new(seconds[Times / 2], self.PeakWorkingSet64 / Megabyte));
    }

    /// <summary>Measures in a process that does only this, so that no method pays for another one's memory.</summary>
    internal static async Task<TRow> InProcessOfItsOwn<TRow>(string method, FileInfo votes, MeasurementLevel level, CancellationToken cancel)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // Under "dotnet groundwork.dll" the program is the runtime.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in (string[])["stats", "truth", "--votes", votes.FullName, "--level", level.ToString(), "--method", method, "--json"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            // What it says of bad rows was said when the file was read here.
            var (said, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0
                ? JsonElement.Parse(await said).GetProperty("methods")[0].Deserialize<TRow>(JsonSerializerOptions.Web)!
                : throw new Refusal($"Measuring {method} failed: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
