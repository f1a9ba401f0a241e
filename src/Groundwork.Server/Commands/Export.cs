using System.CommandLine;
using System.Text.Json;

namespace Groundwork.Server.Commands;

/// <summary>Freezes a snapshot of a project (or takes one that exists) and writes it in a format.</summary>
public sealed class Export : IVerb
{
    public Command Build()
    {
        var (where, json) = (new Where(), Where.Json());
        var project = new Option<string>("--project") { Description = "The project's name.", Required = true };
        var snapshot = new Option<string?>("--snapshot") { Description = "Id of a snapshot; without it a new one is frozen." };
        var format = new Option<string>("--format") { Description = "jsonl, csv, parquet, coco, conll, label-studio: any that GET /api/formats says is written.", DefaultValueFactory = _ => "jsonl" };
        var what = new Option<string>("--what") { Description = "resolutions or answers.", DefaultValueFactory = _ => "resolutions" };
        var filter = new Option<string?>("--filter") { Description = "Which rows, as a JSON list of conditions: [{\"field\":\"state\",\"is\":[\"resolved\"]}]. GET /api/snapshots/{id} says which fields there are." };
        var output = new Option<FileInfo?>("--out") { Description = "The file to write; standard output if not given." };
        var command = new Command("export", "Write a project's result to a file.") { project, snapshot, format, what, filter, output, json };
        where.AddTo(command);
        command.Does(async (parsed, _) =>
        {
            await using var api = await Api.Open(where.Read(parsed));
            var progress = new ProgressLine();
            var id = parsed.GetValue(snapshot);
            var frozen = id is null ? await api.Freeze(await api.Project(parsed.GetValue(project)!), "",
                (done, total) => progress.Show($"{done:N0}{(total is { } all ? $" of {all:N0}" : "")} tasks frozen")) : default;
            progress.Clear();
            id ??= frozen.GetProperty("id").GetString();
            var wish = new { format = parsed.GetValue(format), what = parsed.GetValue(what), filter = parsed.GetValue(filter) };
            var asked = Import.Query(("format", wish.format), ("what", wish.what), ("filter", wish.filter));
            // What the format can't hold is said beside the file, never in it.
            foreach (var loss in (await api.Get($"/api/snapshots/{id}/losses{asked}")).GetProperty("items").EnumerateArray())
                Console.Error.WriteLine($"{loss.GetProperty("what").GetString()}: {loss.GetProperty("count").GetInt64()}. {loss.GetProperty("why").GetString()}{(loss.GetProperty("restored").GetBoolean() ? " Importing the file here brings them back." : "")}");
            var export = (await api.Post($"/api/snapshots/{id}/exports", wish)).GetProperty("id").GetString();
            var path = $"/api/exports/{export}/file";
            if (parsed.GetValue(output) is { } file)
            {
                await using (var to = file.Create())
                    await api.Download(path, to, bytes => progress.Show($"{bytes / 1_000_000.0:0.0} MB written"));
                progress.Clear();
                Console.WriteLine(parsed.GetValue(json) && frozen.ValueKind == JsonValueKind.Object ? frozen.GetRawText() : $"Wrote {file.FullName}");
            }
            else
            {
                await using var to = Console.OpenStandardOutput();
                await api.Download(path, to);
            }
            return 0;
        });
        return command;
    }
}
