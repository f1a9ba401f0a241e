using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Groundwork.Formats.Bundles;
using Groundwork.Server.Features.Data;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Commands;

/// <summary>Brings files, folders and archives of this machine into a dataset, as one import.</summary>
static class ImportItems
{
    static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(200);

    internal static Command Build()
    {
        var (where, json) = (new Where(), Where.Json());
        var paths = new Argument<string[]>("path") { Description = "Files, folders and archives (zip, tar, tar.gz).", Arity = ArgumentArity.OneOrMore };
        var dataset = new Option<string>("--dataset") { Description = "The dataset's name; it is made if there is none.", Required = true };
        // As the API calls them.
        var texts = new (string Name, Option<string?> Option)[]
        {
            ("format", new("--format") { Description = "jsonl, csv, text or image; by each file's name or beginning if not given." }),
            ("text", new("--text") { Description = "The column or member that holds the text." }),
            ("idColumn", new("--id") { Description = "The column or member that holds the id." }),
            ("split", new("--split") { Description = "The column or member that holds the split (train, test, …)." }),
            ("source", new("--source") { Description = "Where the data is from." }),
            ("licence", new("--licence") { Description = "Under which licence." }),
            ("consent", new("--consent") { Description = "What those whom it is about agreed to." }),
            ("collected", new("--collected") { Description = "When it was collected." }),
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count and show, import nothing." };
        var command = new Command("items", "Import texts and pictures from files, folders and archives.") { paths, dataset, dryRun, json };
        foreach (var (_, option) in texts)
            command.Options.Add(option);
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var line = new ProgressLine();
            var files = await Find(parsed.GetValue(paths)!, cancel);
            await using var api = await Api.Open(where.Read(parsed));
            var uploads = await new FileSender(api, line).Send(files, cancel);
            var request = texts.ToDictionary(t => t.Name, t => (object?)parsed.GetValue(t.Option), StringComparer.Ordinal);
            request["datasetName"] = parsed.GetValue(dataset);
            request["uploads"] = uploads.Zip(files, (id, file) => new { id, path = file.Name });
            request["dryRun"] = parsed.GetValue(dryRun);
            var answer = await api.Post("/api/imports", request);
            var end = parsed.GetValue(dryRun) ? answer : await Ended(api, answer.GetProperty("importId").GetString()!, line, cancel);
            line.Clear();
            Import.Print(end, parsed.GetValue(json), r => Sum(r));
            return end.TryGetProperty("state", out var state) && state.GetString() != "done" ? 1 : 0;
        });
        return command;
    }

    /// <summary>What was named, in that order; of folders all that is in them, named from the folder on.</summary>
    static async Task<List<BundleFile>> Find(string[] paths, CancellationToken cancel)
    {
        var found = new List<BundleFile>();
        foreach (var path in paths.Select(p => Path.TrimEndingDirectorySeparator(Path.GetFullPath(p))))
            if (File.Exists(path))
                found.Add(new(Path.GetFileName(path), new FileInfo(path).Length, _ => Task.FromResult<Stream>(File.OpenRead(path))) { Place = new(Path.GetDirectoryName(path)!, Path.GetFileName(path), 0, 0) });
            else if (!Directory.Exists(path))
                throw new Refusal($"There is no file or folder {path}.");
            else
                await foreach (var each in Below(path, cancel))
                    if (each is BundleFile file)
                        found.Add(file with { Name = $"{Path.GetFileName(path)}/{file.Name}", Place = file.Place! with { Root = path } });
                    else
                        await Console.Error.WriteLineAsync($"Left out {path}/{each.Name}: {((BundleFault)each).Reason}");
        return found.Count > 0 ? found : throw new Refusal("There are no files in what you named. Names that begin with a dot are left out.");
    }

    // The same reading as of the folders that a server offers: no links, no devices, always in the same order.
    static IAsyncEnumerable<BundleOutcome> Below(string path, CancellationToken cancel) =>
        new FolderFiles(new ServerSettings { Data = path, Folders = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = path } }).Of("", "", cancel);

    static async Task<JsonElement> Ended(Api api, string import, ProgressLine line, CancellationToken cancel)
    {
        for (;; await Task.Delay(LooksEvery, cancel))
        {
            var seen = await api.Get($"/api/imports/{import}");
            if (seen.GetProperty("endedAt").ValueKind != JsonValueKind.Null)
                return seen;
            if (seen.GetProperty("problem") is { ValueKind: JsonValueKind.Object } waits)
                throw new Refusal($"{waits.GetProperty("title").GetString()} {waits.GetProperty("detail").GetString()}");
            var (read, total) = (Import.Count(seen, "bytesRead"), Import.Count(seen, "bytesTotal"));
            line.Show(string.Create(CultureInfo.InvariantCulture, $"Reading{(total > 0 ? $" {Math.Min(100, read * 100 / total)} %" : "")}: {Import.Count(seen, "imported")} imported, {Import.Count(seen, "failed")} failed"));
        }
    }

    static string Sum(JsonElement end)
    {
        var counts = $"{Import.Count(end, "imported")} imported, {Import.Count(end, "duplicates")} there already, {Import.Count(end, "failed")} failed";
        return !end.TryGetProperty("state", out var state) ? $"Dry run, nothing imported: {counts}{(end.GetProperty("partial").GetBoolean() ? ", as far as was read in ten seconds" : "")}"
            : state.GetString() == "done" ? counts : $"The import was {(state.GetString() == "failed" ? "not carried out" : "cancelled")}: {counts}";
    }
}
