using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Audit;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Commands;

/// <summary>Checks the audit log, and takes away what others need to check it.</summary>
public sealed class Audit : IVerb
{
    public Command Build() => new("audit", "The log of who changed what.") { Verify(), Note(), Tiles() };

    static Command Verify()
    {
        var (where, json) = (new Where(), Where.Json());
        var since = new Option<FileInfo?>("--since") { Description = "A checkpoint that was kept earlier: proves that the log goes on from there and nothing before it was changed." };
        var command = new Command("verify", "Recompute the whole log, and compare what it names with what is stored. Ends with 1 if anything was tampered with.") { since, json };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var file = parsed.GetValue(since);
            if (file is { Exists: false })
                throw new Refusal($"There is no file {file.FullName}.");
            await using var api = await Api.Open(where.Read(parsed));
            var body = JsonSerializer.Serialize(new { since = file is null ? null : await File.ReadAllTextAsync(file.FullName, cancel) });
            using var response = await api.Begin("/api/audit/verify", new StringContent(body, Encoding.UTF8, "application/json"));
            await Api.Check(response);
            return await Report(response, parsed.GetValue(json), cancel);
        });
        return command;
    }

    static async Task<int> Report(HttpResponseMessage response, bool json, CancellationToken cancel)
    {
        var progress = new ProgressLine();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        var faults = new List<JsonElement>();
        JsonElement? done = null;
        while (await reader.ReadLineAsync(cancel) is { } text)
        {
            var line = JsonElement.Parse(text);
            if (line.TryGetProperty("fault", out var fault))
            {
                faults.Add(fault);
                progress.Clear();
                if (!json)
                    Console.WriteLine($"{fault.GetProperty("kind").GetString(),-13} {(fault.GetProperty("position") is { ValueKind: JsonValueKind.Number } at ? $"line {at.GetInt64().ToString(CultureInfo.InvariantCulture)}: " : "")}{fault.GetProperty("what").GetString()}");
            }
            else if (line.TryGetProperty("checked", out var at))
                progress.Show($"{at.GetInt64():N0} of {line.GetProperty("size").GetInt64():N0} lines checked");
            else
                done = line.GetProperty("done");
        }
        progress.Clear();
        if (done is not { } result)
            throw new Refusal("The check was broken off. Try it again.");
        var found = result.GetProperty("faults").GetInt64();
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { result, faults }, JsonSerializerOptions.Web));
        else
        {
            if (result.GetProperty("more").GetBoolean())
                Console.WriteLine($"and more: {found:N0} in all");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.GetProperty("size").GetInt64():N0} lines and {result.GetProperty("things").GetInt64():N0} things that they name were checked{Since(result)}; the root is {result.GetProperty("root").GetString()}."));
            Console.WriteLine(found == 0 ? "Everything is as it was written." : string.Create(CultureInfo.InvariantCulture, $"{found:N0} {(found == 1 ? "thing is" : "things are")} not as written. Keep this output, and compare with a backup."));
        }
        return found == 0 ? 0 : 1;
    }

    static string Since(JsonElement result) => result.GetProperty("since") is { ValueKind: JsonValueKind.Number } n
        ? string.Create(CultureInfo.InvariantCulture, $", and the way on from the checkpoint of {n.GetInt64():N0} lines") : "";

    static Command Note()
    {
        var where = new Where();
        var command = new Command("checkpoint", "Print how long the log is and its root, signed. Keep it elsewhere: verify --since takes it.");
        where.AddTo(command);
        command.Does(async (parsed, _) =>
        {
            await using var api = await Api.Open(where.Read(parsed));
            Console.Write(await Text(api, "/api/audit/checkpoint"));
            return 0;
        });
        return command;
    }

    static Command Tiles()
    {
        var where = new Where();
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where to; what is there already is kept." };
        var command = new Command("tiles", "Write the checkpoint, the key, the tree and the lines into a folder, for a check with other programs.") { folder };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            await using var api = await Api.Open(where.Read(parsed));
            var to = parsed.GetValue(folder)!.FullName;
            var checkpoint = await Text(api, "/api/audit/checkpoint");
            var size = long.Parse(checkpoint.Split('\n')[1], CultureInfo.InvariantCulture);
            var tiles = 0;
            for (var level = 0; MerkleTile.Hashes(size, level) > 0; level++)
                foreach (var tile in MerkleTile.Of(size, level))
                {
                    await Keep(api, $"tile/{level}/{tile.Path}", to);
                    if (level == 0)
                        await Keep(api, $"tile/entries/{tile.Path}", to);
                    tiles++;
                }
            Directory.CreateDirectory(to);
            await File.WriteAllTextAsync(Path.Combine(to, "key"), (await api.Get("/api/audit")).GetProperty("verifierKey").GetString() + "\n", cancel);
            // Last, so that a folder with a checkpoint is whole.
            DurableFile.Replace(Path.Combine(to, "checkpoint"), Encoding.UTF8.GetBytes(checkpoint), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote {size:N0} lines in {tiles:N0} tiles to {to}"));
            return 0;
        });
        return command;
    }

    static async Task Keep(Api api, string path, string folder)
    {
        var file = Path.Combine(folder, path);
        if (File.Exists(file))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await using (var to = File.Create(file + ".new"))
            await api.Download("/api/audit/" + path, to);
        File.Move(file + ".new", file, overwrite: true);
    }

    static async Task<string> Text(Api api, string path)
    {
        using var response = await api.Ask(HttpMethod.Get, path, null);
        await Api.Check(response);
        return await response.Content.ReadAsStringAsync();
    }
}
