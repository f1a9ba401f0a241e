using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Quality;
using Groundwork.Server.Hosting;
using static Groundwork.Server.Commands.Measuring.StatsOptions;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>Compares the truth methods on the votes of a project or a file.</summary>
static class StatsTruth
{
    internal static Command Build()
    {
        var (where, json, votes, project) = (new Where(), Where.Json(), Votes(), Project());
        var only = new Option<string?>("--method") { Description = "Only this method; with --votes." };
        var command = new Command("truth", "Compare the truth methods: accuracy where answers are known, ties counted as a random choice would fare, calibration, and what they cost.") { votes, project, only, json };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var (rows, repeated) = parsed.GetValue(votes) is { } file
                ? await OfFile(file, parsed.GetValue(only), cancel)
                : (await OfProject(where.Read(parsed), Required(parsed.GetValue(project))), null);
            if (repeated > 0)
                await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{repeated} rows repeat a worker and task: the first of them counts."));
            Print(parsed.GetValue(json), new { @default = ITruthMethod.Default, methods = rows, repeated }, rows.Select(Line));
            return 0;
        });
        return command;
    }

    static async Task<(List<MeasuredMethod> Rows, int? Repeated)> OfFile(FileInfo file, string? only, CancellationToken cancel)
    {
        var data = await VotesFile.Read(file, cancel);
        if (only is not null)
            return ([MeasuredMethod.Of(Catalog.Named<ITruthMethod>(only)
                ?? throw new Refusal($"The method is one of {string.Join(", ", Catalog.Of<ITruthMethod>().Select(m => m.Name))}."), data, cancel)], data.Repeated);
        var rows = new List<MeasuredMethod>();
        foreach (var method in Catalog.Of<ITruthMethod>())
            rows.Add(await MeasuredMethod.InProcessOfItsOwn(method.Name, file, cancel));
        return (rows, data.Repeated);
    }

    static async Task<List<MeasuredMethod>> OfProject(ServerSettings server, string project)
    {
        await using var api = await Api.Open(server);
        var found = await api.Get($"/api/projects/{await api.Project(project)}/methods");
        return [.. found.GetProperty("items").EnumerateArray().Select(m => new MeasuredMethod(m.GetProperty("question").GetString()!, m.GetProperty("name").GetString()!,
            Number(m, "accuracy"), m.GetProperty("known").GetInt64(), null, null, m.GetProperty("iterations").GetInt64(), null, null))];
    }

    static string Line(MeasuredMethod m) =>
        $"{m.Question,-20} {m.Name,-32} accuracy {Show(m.Accuracy)} on {m.Known} known, {m.Iterations} iterations"
        + (m.CpuSeconds is { } cpu ? string.Create(CultureInfo.InvariantCulture, $", calibration error {Show(m.Ece)}, Brier {Show(m.Brier)}, {cpu:0.000} CPU s, {m.PeakMb:0} MB") : "");
}
