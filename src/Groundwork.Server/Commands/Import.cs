using System.CommandLine;
using System.Text.Json;

namespace Groundwork.Server.Commands;

/// <summary>Imports items into a dataset, or votes that were collected elsewhere into a project of their own.</summary>
public sealed class Import : IVerb
{
    public Command Build() => new("import", "Import a file.") { Items(), Votes(), ImportLabels.Build() };

    static Command Items()
    {
        var (where, json, file) = (new Where(), Where.Json(), File());
        var dataset = new Option<string>("--dataset") { Description = "The dataset's name; it is made if there is none.", Required = true };
        var format = new Option<string?>("--format") { Description = "jsonl, csv or text; by the file's name if not given." };
        var text = new Option<string?>("--text") { Description = "The column or member that holds the text." };
        var id = new Option<string?>("--id") { Description = "The column or member that holds the id." };
        var source = new Option<string?>("--source") { Description = "Where the data is from." };
        var licence = new Option<string?>("--licence") { Description = "Under which licence." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count and show, write nothing." };
        var command = new Command("items", "Import texts from JSONL, CSV, TSV or plain text.") { file, dataset, format, text, id, source, licence, dryRun, json };
        where.AddTo(command);
        command.Does(async (parsed, _) =>
        {
            var path = parsed.GetValue(file)!;
            await using var content = path.OpenRead();
            await using var api = await Api.Open(where.Read(parsed));
            var name = parsed.GetValue(dataset)!;
            var dry = parsed.GetValue(dryRun);
            var target = await api.Dataset(name);
            if (target is null && !dry)
                target = (await api.Post("/api/datasets", new { name })).GetProperty("id").GetString();
            var result = await api.Upload($"{(target is null ? "/api/imports/preview" : $"/api/datasets/{target}/imports")}{Query(
                ("format", parsed.GetValue(format)), ("fileName", path.Name), ("text", parsed.GetValue(text)),
                ("idColumn", parsed.GetValue(id)), ("source", parsed.GetValue(source)), ("licence", parsed.GetValue(licence)),
                ("dryRun", dry && target is not null ? "true" : null))}", content);
            Print(result, parsed.GetValue(json), r => $"{(dry ? "Dry run, nothing written: " : "")}{Count(r, "imported")} imported, {Count(r, "duplicates")} there already, {Count(r, "failed")} failed");
            return 0;
        });
        return command;
    }

    static Command Votes()
    {
        var (where, json, file) = (new Where(), Where.Json(), File());
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

    internal static Argument<FileInfo> File() => new("file") { Description = "The file to import." };

    internal static void Print(JsonElement result, bool json, Func<JsonElement, string> line)
    {
        if (json)
        {
            Console.WriteLine(result.GetRawText());
            return;
        }
        Console.WriteLine(line(result));
        foreach (var error in result.GetProperty("errors").EnumerateArray())
            Console.WriteLine($"  row {error.GetProperty("row")}: {error.GetProperty("reason").GetString()} {error.GetProperty("todo").GetString()}");
        if (result.GetProperty("moreErrors").GetInt64() is > 0 and var more)
            Console.WriteLine($"  and {more} more");
    }

    internal static long Count(JsonElement result, string name) => result.GetProperty(name).GetInt64();

    internal static string Query(params (string Name, string? Value)[] parts)
    {
        var given = parts.Where(p => p.Value is { Length: > 0 }).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}").ToList();
        return given.Count == 0 ? "" : "?" + string.Join('&', given);
    }
}
