using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Quality;

namespace Groundwork.Server.Commands;

/// <summary>Computes what votes are worth: of a project, or straight from a file without any server.</summary>
public sealed class Stats : IVerb
{
    sealed record Method(string Question, string Name, double? Accuracy, long Known, long Iterations);
    sealed record Coefficient(string Question, string Name, double? Value, double? Low, double? High, long N);

    public Command Build() => new("stats", "Truth inference and agreement.") { Truth(), Agreement() };

    static Command Truth()
    {
        var (where, json, votes, project) = Options();
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

    static Command Agreement()
    {
        var (where, json, votes, project) = Options();
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

    static (Where, Option<bool>, Option<FileInfo?>, Option<string?>) Options() => (new Where(), Where.Json(),
        new Option<FileInfo?>("--votes") { Description = "A file of votes, worker,task,label[,gold]; needs no server." },
        new Option<string?>("--project") { Description = "The name of a project." });

    static string Required(string? project) => project ?? throw new Refusal("Give --project NAME or --votes FILE.");

    static double? Number(JsonElement from, string name) => from.GetProperty(name) is { ValueKind: JsonValueKind.Number } n ? n.GetDouble() : null;

    static string Show(double? value) => value is { } v ? v.ToString("0.0000", CultureInfo.InvariantCulture) : "–";

    static void Print(bool json, object result, IEnumerable<string> lines)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
        else
            foreach (var line in lines)
                Console.WriteLine(line);
    }
}
