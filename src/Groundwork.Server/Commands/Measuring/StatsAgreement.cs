using System.CommandLine;
using Groundwork.Core;
using Groundwork.Core.Quality;
using Groundwork.Core.Quality.Agreement;
using static Groundwork.Server.Commands.Measuring.StatsOptions;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>Measures how far annotators agree, of a project or a file.</summary>
static class StatsAgreement
{
    sealed record Coefficient(string Question, string Name, double? Value, double? Low, double? High, long N);

    internal static Command Build()
    {
        var (where, json, votes, project) = (new Where(), Where.Json(), Votes(), Project());
        var scale = Level();
        var command = new Command("agreement", "How far annotators agree, with 95 % intervals.") { votes, project, scale, json };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            List<Coefficient> rows;
            if (parsed.GetValue(votes) is { } file)
            {
                var data = await VotesFile.Read(file, cancel);
                var level = parsed.GetValue(scale);
                var (table, values) = InOrder(data, level);
                // What does not apply to such votes has no figure and no line.
                rows = [.. Catalog.Of<IAgreement>().SelectMany(a => a.SettingsFor(level, values).Select(s => a.Measure(table, s, cancel)))
                    .Where(a => a.Value is not null).Select(a => new Coefficient("label", a.Name, a.Value, a.Low, a.High, a.N))];
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

    // Ranks and numbers have an order, and labels are numbered in it.
    static (VoteTable Table, double[]? Values) InOrder(VotesFile data, MeasurementLevel level)
    {
        if (level == MeasurementLevel.Nominal)
            return (data.Table, null);
        var numbers = data.Numbers(level);
        var values = numbers.Distinct().Order().ToArray();
        if (values.Length > KrippendorffAlpha.MaxOrdinalLabels)
            throw new Refusal($"{values.Length} different labels are too many to compare each with each; round them, so that there are at most {KrippendorffAlpha.MaxOrdinalLabels}.");
        var votes = new List<Vote>();
        for (var task = 0; task < data.Table.TaskCount; task++)
            for (var i = 0; i < data.Table.LabelsOf(task).Length; i++)
                votes.Add(new Vote(task, data.Table.AnnotatorsOf(task)[i], Array.BinarySearch(values, numbers[data.Table.LabelsOf(task)[i]])));
        return (VoteTable.Build([.. votes], data.Table.TaskCount, data.Table.AnnotatorCount, values.Length, out _), values);
    }
}
