using System.CommandLine;

namespace Groundwork.Server.Commands;

/// <summary>Imports labels of items that a project has: predictions, gold, or annotations that were made elsewhere.</summary>
static class ImportLabels
{
    internal static Command Build()
    {
        var (where, json, file) = (new Where(), Where.Json(), new Argument<FileInfo>("file") { Description = "The file of labels." });
        var project = new Option<string>("--project") { Description = "The project's name.", Required = true };
        var way = new Option<string>("--as") { Description = "prediction, gold or annotation.", Required = true };
        var format = new Option<string?>("--format") { Description = "labels (CSV, TSV or JSON Lines), coco, conll or label-studio; found by looking if not given." };
        var author = new Option<string?>("--author") { Description = "The model, or the person, where the file has no column for it." };
        var (source, licence) = (new Option<string?>("--source") { Description = "Where the labels are from." }, new Option<string?>("--licence") { Description = "Under which licence." });
        var (consent, collected) = (new Option<string?>("--consent") { Description = "On what the right to use them rests." }, new Option<string?>("--collected") { Description = "When they were made: a date, or two with a slash between them." });
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count and show, write nothing." };
        var command = new Command("labels", "Import labels of a project's items from a table, JSON Lines, COCO, CoNLL or Label Studio JSON.") { file, project, way, format, author, source, licence, consent, collected, dryRun, json };
        where.AddTo(command);
        command.Does(async (parsed, _) =>
        {
            var path = parsed.GetValue(file)!;
            await using var content = path.OpenRead();
            await using var api = await Api.Open(where.Read(parsed));
            var dry = parsed.GetValue(dryRun);
            var result = await api.Upload($"/api/projects/{await api.Project(parsed.GetValue(project)!)}/labels{Import.Query(
                ("as", parsed.GetValue(way)), ("author", parsed.GetValue(author)), ("format", parsed.GetValue(format)), ("fileName", path.Name), ("source", parsed.GetValue(source)),
                ("licence", parsed.GetValue(licence)), ("consent", parsed.GetValue(consent)), ("collected", parsed.GetValue(collected)), ("dryRun", dry ? "true" : null))}", content);
            Import.Print(result, parsed.GetValue(json), r => dry
                ? $"Dry run, nothing written: {Import.Count(r, "added")} labels are ready, {Import.Count(r, "failed")} rows not taken"
                : $"{Import.Count(r, "added")} labels added, {Import.Count(r, "changed")} changed, {Import.Count(r, "duplicates")} there already, {Import.Count(r, "failed")} rows not taken");
            return 0;
        });
        return command;
    }
}
