using System.Diagnostics;

namespace Groundwork.Server.Tests.Features.Audit;

/// <summary>Runs the checker in tests/Audit, which shares no code with the product.</summary>
static class StandAlone
{
    internal static async Task<(int Code, string Output)> Check(params string[] arguments)
    {
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Script());
        foreach (var each in arguments)
            start.ArgumentList.Add(each);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    static string Script()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Groundwork.slnx")))
            at = at.Parent ?? throw new InvalidOperationException("The tests don't lie in the repository.");
        return Path.Combine(at.FullName, "tests", "Audit", "verify.mjs");
    }
}
