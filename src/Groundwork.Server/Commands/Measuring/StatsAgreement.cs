using System.CommandLine;
using Groundwork.Core;
using Groundwork.Core.Quality;
using static Groundwork.Server.Commands.Measuring.StatsOptions;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>Measures how far annotators agree, of a project or a file.</summary>
static class StatsAgreement
{
    sealed record Coefficient(string Question, string Name, double? Value, double? Low, double? High, long N);

    internal static Command Build()
    {
        var (where, json, votes, project) = (new Where(), Where.Json(), Votes(), Project());
        var command = new Command("agreement", "How far annotators agree, with 95 % intervals.") { votes, project, json };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            List<Coefficient> rows;
            if (parsed.GetValue(votes) is { } file)
            {
                var data = await VotesFile.Read(file, cancel);
                rows = [.. Catalog.Of<IAgreement>().Select(a => a.Measure(data.Table, null, cancel)).Select(a => new Coefficient("label", a.Name, a.Value, a.Low, a.High, a.N))];
            }
            else
            {
                await using var api = await Api.Open(where.Read(parsed));
                var found = await api.Get($"/api/projects/{await api.Project(Required(parsed.GetValue(project)))}/quality");
                rows = [.. found.GetProperty("questions").EnumerateArray().SelectMany(q => q.GetProperty("agreement").EnumerateArray().Select(a => new Coefficient(
                    q.GetProperty("name").GetString()!, a.GetProperty("name").GetString()!, Number(a, "value"), Number(a, "low"), Number(a, "high"), a.GetProperty("n").GetInt64())))];
            }
            Print(parsed.GetValue(json), new { coefficients = rows },
                rows.Select(r => $"{r.Question,-20} {r.Name,-24} {Show(r.Value)} ({Show(r.Low)} to {Show(r.High)}) on {r.N} tasks"));
            return 0;
        });
        return command;
    }
}
