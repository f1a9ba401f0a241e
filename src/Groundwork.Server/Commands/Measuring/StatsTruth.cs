using System.CommandLine;
using System.Globalization;
using Groundwork.Core;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;
using Groundwork.Core.Quality.Numeric;
using Groundwork.Server.Hosting;
using static Groundwork.Server.Commands.Measuring.StatsOptions;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>Compares the truth methods on the votes of a project or a file.</summary>
static class StatsTruth
{
    internal static Command Build()
    {
        var (where, json, votes, project, scale) = (new Where(), Where.Json(), Votes(), Project(), Level());
        var only = new Option<string?>("--method") { Description = "Only this method; with --votes." };
        var command = new Command("truth", "Compare the truth methods: accuracy where answers are known, ties counted as a random choice would fare, calibration, and what they cost. For numbers: how far they are from known answers.")
        {
            votes, project, only, scale, json,
        };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var (file, level) = (parsed.GetValue(votes), parsed.GetValue(scale));
            if (level == MeasurementLevel.Ordinal)
                throw new Refusal("Ranks have no truth methods of their own. Leave out --level to take them for names, or give --level interval if their distances mean something.");
            if (file is null && level != MeasurementLevel.Nominal)
                throw new Refusal("--level is for the labels of a file: give --votes FILE.");
            if (level == MeasurementLevel.Nominal)
            {
                var (rows, repeated) = file is null ? (await OfProject(where.Read(parsed), Required(parsed.GetValue(project))), null)
                    : await OfFile<ITruthMethod, MeasuredMethod>(file, level, parsed.GetValue(only), data => method => MeasuredMethod.Of(method, data, cancel), cancel);
                await Tell(repeated);
                Print(parsed.GetValue(json), new { @default = ITruthMethod.Default, methods = rows, repeated }, rows.Select(r => r.Line));
            }
            else
            {
                var (rows, repeated) = await OfFile<INumericTruthMethod, MeasuredNumbers>(file!, level, parsed.GetValue(only), data =>
                {
                    var numbers = new NumericVotes(data.Table, data.Numbers(level));
                    return method => MeasuredNumbers.Of(method, data, numbers, cancel);
                }, cancel);
                await Tell(repeated);
                Print(parsed.GetValue(json), new { @default = INumericTruthMethod.Default, methods = rows, repeated }, rows.Select(r => r.Line));
            }
            return 0;
        });
        return command;
    }

    static async Task Tell(int? repeated)
    {
        if (repeated > 0)
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{repeated} rows repeat a worker and task: the first of them counts."));
    }

    static async Task<(List<TRow> Rows, int? Repeated)> OfFile<TMethod, TRow>(FileInfo file, MeasurementLevel level, string? only, Func<VotesFile, Func<TMethod, TRow>> measure, CancellationToken cancel)
        where TMethod : class, ICatalogued
    {
        var data = await VotesFile.Read(file, cancel);
        var here = measure(data);
        if (only is not null)
            return ([here(Catalog.Named<TMethod>(only) ?? throw new Refusal($"The method is one of {string.Join(", ", Catalog.Of<TMethod>().Select(m => m.Name))}."))], data.Repeated);
        var rows = new List<TRow>();
        foreach (var method in Catalog.Of<TMethod>())
            rows.Add(await Cost.InProcessOfItsOwn<TRow>(method.Name, file, level, cancel));
        return (rows, data.Repeated);
    }

    static async Task<List<MeasuredMethod>> OfProject(ServerSettings server, string project)
    {
        await using var api = await Api.Open(server);
        var found = await api.Get($"/api/projects/{await api.Project(project)}/methods");
        return [.. found.GetProperty("items").EnumerateArray().Select(m => new MeasuredMethod(m.GetProperty("question").GetString()!, m.GetProperty("name").GetString()!,
            Number(m, "accuracy"), m.GetProperty("known").GetInt64(), null, null, m.GetProperty("iterations").GetInt64(), null, null))];
    }
}
