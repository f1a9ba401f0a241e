using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Groundwork.Server.Features.Exchange;

namespace Groundwork.Server.Commands;

/// <summary>
/// Loads the sample workspace and goes the whole way with it, without a browser: labelled by simulated people, resolved, compared, frozen and exported.
/// Prints what the product finds out, beside what is true.
/// </summary>
public sealed class Demo : IVerb
{
    sealed record Result(long LoadMilliseconds, long Milliseconds, List<DemoFigures.Project> Projects);

    public Command Build()
    {
        var (where, json) = (new Where(), Where.Json());
        var ifEmpty = new Option<bool>("--if-empty") { Description = "Only load the sample, and do nothing if the workspace holds anything already." };
        var temporary = new Option<bool>("--temporary") { Description = "Use a folder of its own, which is deleted afterwards." };
        var command = new Command("demo", "Load the sample workspace and print what is found out about it.") { ifEmpty, temporary, json };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var settings = where.Read(parsed);
            var own = parsed.GetValue(temporary) ? Directory.CreateTempSubdirectory("groundwork-demo-") : null;
            try
            {
                await using var api = await Api.Open(own is null ? settings : settings with { Data = own.FullName, Database = null });
                if (!parsed.GetValue(ifEmpty))
                    await Show(api, parsed.GetValue(json), cancel);
                else if (!await HoldsAny(api, "/api/datasets") && !await HoldsAny(api, "/api/projects"))
                    await Load(api, Console.Out);
                return 0;
            }
            finally
            {
                own?.Delete(recursive: true);
            }
        });
        return command;
    }

    static async Task<bool> HoldsAny(Api api, string list) => (await api.Get(list + "?limit=1")).GetProperty("items").GetArrayLength() > 0;

    static async Task Show(Api api, bool json, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        // What was loaded before is not loaded again, and people may have labelled in it meanwhile.
        if (await HasAll(api) is false)
            await Load(api, json ? Console.Error : Console.Out);
        var loadMs = (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        var projects = new List<DemoFigures.Project>();
        foreach (var sample in SampleWorkspace.Projects())
            if (await api.FindProject(sample.Name) is not null)
                projects.Add(await new DemoFigures(api, sample).Find(cancel));
        var result = new Result(loadMs, (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds, projects);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
        else
            foreach (var project in projects)
                Print(project);
    }

    static async Task<bool> HasAll(Api api)
    {
        foreach (var sample in SampleWorkspace.Projects())
            if (await api.FindProject(sample.Name) is null)
                return false;
        return true;
    }

    static async Task Load(Api api, TextWriter to)
    {
        var loaded = await api.Post("/api/sample", new { });
        foreach (var project in loaded.GetProperty("projects").EnumerateArray())
            await to.WriteLineAsync($"Loaded \"{project.GetProperty("projectName").GetString()}\": {project.GetProperty("tasks")} tasks, {project.GetProperty("answers")} answers of simulated annotators.");
        foreach (var project in loaded.GetProperty("omitted").EnumerateArray())
            await Console.Error.WriteLineAsync($"Left out \"{project.GetProperty("projectName").GetString()}\". {project.GetProperty("reason").GetString()} {project.GetProperty("todo").GetString()}");
    }

    static void Print(DemoFigures.Project project)
    {
        Console.WriteLine();
        Console.WriteLine(project.Name);
        Say($"  {project.Tasks} tasks, {project.Completed} completed, {project.Disputed} disputed; {project.Answers} answers of {project.Annotators} annotators");
        foreach (var a in project.Agreement.Where(a => a.Value is not null))
            Say($"  {a.Question}: {a.Title} {a.Value:0.00} ({a.Low:0.00} to {a.High:0.00})");
        foreach (var m in project.Truth.Where(m => m.Accuracy is not null))
            Say($"  {m.Question}: {m.Title} is right on {m.Accuracy:P0} of the {m.Known} whose answer is known");
        if (project.Objects is { } objects)
        {
            Console.WriteLine("  marked objects beside the truth         found  with class  alike  relations");
            Line("consensus", objects.Consensus);
            Line("naive averaging", objects.Average);
            foreach (var person in objects.People)
                Line(person.Name, person.Own);
            if (objects.Model is { } model)
                Line("predictions", model);
        }
        var reviews = project.Reviews;
        Say($"  {reviews.Accepted} accepted, {reviews.Corrected} corrected and {reviews.Rejected} sent back by a reviewer; {reviews.Waiting} wait for one");
        if (reviews is { Before: { } before, After: { } after })
        {
            Line("reviewed, as proposed", before);
            Line("reviewed, as it stands", after);
        }
        Say($"  frozen in {project.Snapshot.Milliseconds} ms: {project.Snapshot.Rows} rows, {project.Snapshot.Hash}");
        foreach (var e in project.Exports)
            Say($"  {e.Format}: {e.Bytes} bytes in {e.Milliseconds} ms{(e.Losses.Count == 0 ? "" : $"; can't hold {string.Join(", ", e.Losses.Select(l => $"{l.What.ToLowerInvariant()} ({l.Count})"))}")}");
    }

    static void Line(string name, DemoFigures.Score score) =>
        Say($"    {name,-36}  {score.F1,5:0.000}  {score.ClassF1,10:0.000}  {score.Similarity,5:0.000}  {(score.RelationF1 is { } f ? f.ToString("0.000", CultureInfo.InvariantCulture) : "")}");

    static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
