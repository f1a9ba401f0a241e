using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Groundwork.Server.Commands;

/// <summary>Imports items into a dataset, or votes that were collected elsewhere into a project of their own.</summary>
public sealed class Import : IVerb
{
    public Command Build() => new("import", "Import items, labels, votes, or a whole snapshot.") { ImportItems.Build(), ImportLabels.Build(), Votes(), Snapshot() };

    static Command Votes()
    {
        var (where, json) = (new Where(), Where.Json());
        var file = new Argument<FileInfo>("file") { Description = "The file to import." };
        var project = new Option<string?>("--project") { Description = "The new project's name; the file's name if not given." };
        var method = new Option<string?>("--method") { Description = "The truth method of the project." };
        var source = new Option<string?>("--source") { Description = "Where the votes are from." };
        var licence = new Option<string?>("--licence") { Description = "Under which licence." };
        var command = new Command("votes", "Import votes collected elsewhere: worker,task,label[,gold].") { file, project, method, source, licence, json };
        where.AddTo(command);
        command.Does(async (parsed, _) =>
        {
            var path = parsed.GetValue(file)!;
            await using var content = path.OpenRead();
            await using var api = await Api.Open(where.Read(parsed));
            var result = await api.Upload($"/api/imports/votes{Query(("name", parsed.GetValue(project) ?? Path.GetFileNameWithoutExtension(path.Name)),
                ("method", parsed.GetValue(method)), ("fileName", path.Name), ("source", parsed.GetValue(source)), ("licence", parsed.GetValue(licence)))}", content);
            Print(result, parsed.GetValue(json), r => $"{Count(r, "answers")} answers of {Count(r, "annotators")} annotators to {Count(r, "tasks")} tasks, "
                + $"{Count(r, "known")} tasks with a known answer, {Count(r, "failed")} rows not taken");
            return 0;
        });
        return command;
    }

    static Command Snapshot()
    {
        var (where, json) = (new Where(), Where.Json());
        var file = new Argument<FileInfo>("file") { Description = "A native export (jsonl) of a whole snapshot." };
        var project = new Option<string?>("--project") { Description = "The new project's name; the file's name if not given." };
        var command = new Command("snapshot", "Make a project of a native export; freezing it gives the snapshot's hash again.") { file, project, json };
        where.AddTo(command);
        command.Does(async (parsed, _) =>
        {
            var path = parsed.GetValue(file)!;
            await using var content = path.OpenRead();
            await using var api = await Api.Open(where.Read(parsed));
            var progress = new ProgressLine();
            var started = await api.Upload($"/api/imports/snapshot{Query(("name", parsed.GetValue(project) ?? Path.GetFileNameWithoutExtension(path.Name)), ("fileName", path.Name))}", content);
            var job = await api.Ended(started, (done, total) => progress.Show($"{done:N0}{(total is { } all ? $" of {all:N0}" : "")} tasks restored"));
            progress.Clear();
            var figures = job.GetProperty("figures");
            Console.WriteLine(parsed.GetValue(json) ? job.GetRawText() : $"{Count(figures, "rows")} tasks with {Count(figures, "answers")} answers are now project \"{job.GetProperty("title").GetString()}\"");
            return 0;
        });
        return command;
    }

    /// <summary>The counts, and the first rows that were left out.</summary>
    internal static void Print(JsonElement result, bool json, Func<JsonElement, string> line)
    {
        if (json)
        {
            Console.WriteLine(result.GetRawText());
            return;
        }
        Console.WriteLine(line(result));
        foreach (var error in result.GetProperty("errors").EnumerateArray())
            Console.WriteLine($"  {Place(error)}: {error.GetProperty("reason").GetString()} {error.GetProperty("todo").GetString()}");
        if (result.GetProperty("moreErrors").GetInt64() is > 0 and var more)
            Console.WriteLine($"  and {more} more");
    }

    static string Place(JsonElement error) => string.Join(" row ", new[]
    {
        error.TryGetProperty("file", out var file) ? file.GetString() : "",
        error.GetProperty("row").GetInt64() is > 0 and var row ? row.ToString(CultureInfo.InvariantCulture) : null,
    }.OfType<string>()).TrimStart();

    internal static long Count(JsonElement result, string name) => result.GetProperty(name).GetInt64();

    internal static string Query(params (string Name, string? Value)[] parts)
    {
        var given = parts.Where(p => p.Value is { Length: > 0 }).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }
}
