using System.CommandLine;

namespace Groundwork.Server.Commands;

/// <summary>Freezes a snapshot of a project (or takes one that exists) and writes it in a format.</summary>
public sealed class Export : IVerb
{
    public Command Build()
    {
        var (where, json) = (new Where(), Where.Json());
        var project = new Option<string>("--project") { Description = "The project's name.", Required = true };
        var snapshot = new Option<string?>("--snapshot") { Description = "Id of a snapshot; without it a new one is frozen." };
        var format = new Option<string>("--format") { Description = "jsonl, csv, coco, conll, label-studio: any that GET /api/formats says is written.", DefaultValueFactory = _ => "jsonl" };
        var what = new Option<string>("--what") { Description = "resolutions or answers.", DefaultValueFactory = _ => "resolutions" };
        var output = new Option<FileInfo?>("--out") { Description = "The file to write; standard output if not given." };
        var command = new Command("export", "Write a project's result to a file.") { project, snapshot, format, what, output, json };
        where.AddTo(command);
        command.Does(async (parsed, _) =>
        {
            await using var api = await Api.Open(where.Read(parsed));
            var id = parsed.GetValue(snapshot);
            var frozen = id is null ? await api.Post($"/api/projects/{await api.Project(parsed.GetValue(project)!)}/snapshots", new { name = "" }) : default;
            id ??= frozen.GetProperty("id").GetString();
            var asked = Import.Query(("format", parsed.GetValue(format)), ("what", parsed.GetValue(what)));
            // What the format can't hold is said beside the file, never in it.
            foreach (var loss in (await api.Get($"/api/snapshots/{id}/losses{asked}")).GetProperty("items").EnumerateArray())
                Console.Error.WriteLine($"{loss.GetProperty("what").GetString()}: {loss.GetProperty("count").GetInt64()}. {loss.GetProperty("why").GetString()}{(loss.GetProperty("restored").GetBoolean() ? " Importing the file here brings them back." : "")}");
            var path = $"/api/snapshots/{id}/export{asked}";
            if (parsed.GetValue(output) is { } file)
            {
                await using (var to = file.Create())
                    await api.Download(path, to);
                Console.WriteLine(parsed.GetValue(json) && frozen.ValueKind == System.Text.Json.JsonValueKind.Object ? frozen.GetRawText() : $"Wrote {file.FullName}");
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
