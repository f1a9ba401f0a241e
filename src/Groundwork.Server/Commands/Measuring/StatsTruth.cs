using System.CommandLine;
using Groundwork.Core;
using Groundwork.Core.Quality;
using static Groundwork.Server.Commands.Measuring.StatsOptions;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>Compares the truth methods on the votes of a project or a file.</summary>
static class StatsTruth
{
    sealed record Method(string Question, string Name, double? Accuracy, long Known, long Iterations);

    internal static Command Build()
    {
        var (where, json, votes, project) = (new Where(), Where.Json(), Votes(), Project());
        var command = new Command("truth", "Compare the truth methods; accuracy where answers are known, ties counted as a random choice would fare.") { votes, project, json };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            List<Method> rows;
            if (parsed.GetValue(votes) is { } file)
            {
                var data = await VotesFile.Read(file, cancel);
                rows = [.. Catalog.Of<ITruthMethod>().Select(m => (m, Result: m.Infer(data.Table, null, cancel)))
                    .Select(r => (r.m, r.Result, Accuracy: Accuracy.Of(r.Result, data.Known)))
                    .Select(r => new Method("label", r.m.Name, r.Accuracy.Value, r.Accuracy.N, r.Result.Iterations))];
            }
            else
            {
                await using var api = await Api.Open(where.Read(parsed));
                var found = await api.Get($"/api/projects/{await api.Project(Required(parsed.GetValue(project)))}/methods");
                rows = [.. found.GetProperty("items").EnumerateArray().Select(m => new Method(m.GetProperty("question").GetString()!, m.GetProperty("name").GetString()!,
                    Number(m, "accuracy"), m.GetProperty("known").GetInt64(), m.GetProperty("iterations").GetInt64()))];
            }
            Print(parsed.GetValue(json), new { @default = ITruthMethod.Default, methods = rows },
                rows.Select(r => $"{r.Question,-20} {r.Name,-24} accuracy {Show(r.Accuracy)} on {r.Known} known, {r.Iterations} iterations"));
            return 0;
        });
        return command;
    }
}
