using System.Diagnostics;
using System.Text.Json;
using Groundwork.Core.Quality;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>How right a truth method is on a question, how sure, and what it costs; null is not known.</summary>
/// <param name="CpuSeconds">Processor time of inferring alone, the middle one of three times.</param>
/// <param name="PeakMb">The most memory that a process which does nothing else has held, the runtime and reading the votes included.</param>
sealed record MeasuredMethod(string Question, string Name, double? Accuracy, long Known, double? Ece, double? Brier, long Iterations, double? CpuSeconds, double? PeakMb)
{
    const int Times = 3;
    const double Megabyte = 1024 * 1024;

    /// <summary>Measures in this process.</summary>
    internal static MeasuredMethod Of(ITruthMethod method, VotesFile data, CancellationToken cancel)
    {
        var (result, seconds, peak) = ((TruthResult?)null, new List<double>(), 0.0);
        for (var i = 0; i < Times; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            result = method.Infer(data.Table, null, cancel);
            seconds.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            // What the other times leave behind is no need of the method.
            if (i == 0)
                using (var self = Process.GetCurrentProcess())
                    peak = self.PeakWorkingSet64 / Megabyte;
        }
        seconds.Sort();
        var (accuracy, calibration) = (Core.Quality.Accuracy.Of(result!, data.Known), Calibration.Of(result!, data.Known));
        return new("label", method.Name, accuracy.Value, accuracy.N, calibration.Ece, calibration.Brier, result!.Iterations, seconds[Times / 2], peak);
    }

    /// <summary>Measures in a process that does only this, so that no method pays for another one's memory.</summary>
    internal static async Task<MeasuredMethod> InProcessOfItsOwn(string name, FileInfo votes, CancellationToken cancel)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // Under "dotnet groundwork.dll" the program is the runtime.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in (string[])["stats", "truth", "--votes", votes.FullName, "--method", name, "--json"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            // What it says of bad rows was said when the file was read here.
            var (said, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0
                ? JsonElement.Parse(await said).GetProperty("methods")[0].Deserialize<MeasuredMethod>(JsonSerializerOptions.Web)!
                : throw new Refusal($"Measuring {name} failed: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
