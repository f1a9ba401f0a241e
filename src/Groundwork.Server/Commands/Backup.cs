using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Groundwork.Server.Commands.Restoring;
using Groundwork.Storage.Backups;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Commands;

/// <summary>Puts everything of a server into one file, while it runs, and checks such files.</summary>
public sealed class Backup : IVerb
{
    public Command Build()
    {
        var (where, json) = (new Where(), Where.Json());
        var file = new Argument<FileInfo>("file") { Description = "The file to write. It holds secrets: who has it can open everything." };
        var verify = new Option<bool>("--verify") { Description = "Write nothing: check a backup that exists, every byte of it, and restore its database to a temporary place." };
        var command = new Command("backup", "Back up everything of a server into one file, while it runs.") { file, verify, json };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var path = parsed.GetValue(file)!.FullName;
            if (parsed.GetValue(verify))
                return await Verify(path, parsed.GetValue(json), cancel);
            if (File.Exists(path))
                throw new Refusal($"{path} exists already. A backup never replaces another one: give a new name, or remove it first.");
            var settings = where.Read(parsed);
            // Started on a folder that holds nothing, a server would make an empty workspace, and its backup would look as good as any.
            if (settings.Database is null && !File.Exists(Path.Combine(settings.Data, "lock")))
                throw new Refusal($"There is no Groundwork data in {Path.GetFullPath(settings.Data)}. Say with --data where it is.");
            await using var api = await Api.Open(settings);
            return await Take(api, path, parsed.GetValue(json), cancel);
        });
        return command;
    }

    static async Task<int> Take(Api api, string path, bool json, CancellationToken cancel)
    {
        var part = path + ".part";
        var progress = new ProgressLine();
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            await using var file = new FileStream(part, options);
            File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var sha256 = await Fetch(api, file, progress, cancel);
            DurableFile.Flush(file.SafeFileHandle);
            // Read back from the disk before it gets its name: what lies there under the name is whole.
            file.Position = 0;
            var (head, manifest) = await Read(file, null, progress, cancel);
            var bytes = file.Length;
            DurableFile.Publish(file, path);
            await api.Post($"/api/backups/{head.Id}/kept", new { bytes, sha256 });
            progress.Clear();
            Tell(path, head, manifest, bytes, json, null);
            return 0;
        }
        finally
        {
            File.Delete(part);
        }
    }

    static async Task<string> Fetch(Api api, FileStream to, ProgressLine progress, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var response = await api.Begin("/api/backups", new StringContent("{}", Encoding.UTF8, "application/json"));
        await Api.Check(response);
        try
        {
            await using var from = await response.Content.ReadAsStreamAsync(cancel);
            var buffer = new byte[128 * 1024];
            var bytes = 0L;
            for (int n; (n = await from.ReadAsync(buffer, cancel)) > 0; progress.Show($"{(bytes += n) / (1 << 20):N0} MB written"))
            {
                hash.AppendData(buffer, 0, n);
                await to.WriteAsync(buffer.AsMemory(0, n), cancel);
            }
        }
        catch (Exception e) when (e is HttpIOException or HttpRequestException)
        {
            throw new Refusal("The backup broke off: the server stopped, or met something that it couldn't read; its standard error says what. Nothing was kept. Try it again.");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static async Task<(BackupHead Head, BackupManifest Manifest)> Read(FileStream file, IBackupTaker? taker, ProgressLine progress, CancellationToken cancel)
    {
        var what = taker is null ? "checked" : "read";
        return await new BackupReader(new BufferedStream(file, 128 * 1024)).All(taker, at => progress.Show($"{at / (1 << 20):N0} of {file.Length / (1 << 20):N0} MB {what}"), cancel);
    }

    static async Task<int> Verify(string path, bool json, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var progress = new ProgressLine();
        var (head, manifest) = await Read(file, null, progress, cancel);
        file.Position = 0;
        var trial = await TrialRestore.Of(file, progress, cancel);
        progress.Clear();
        Tell(path, head, manifest, file.Length, json, trial);
        return trial.Faults.Count == 0 ? 0 : 1;
    }

    static void Tell(string path, BackupHead head, BackupManifest manifest, long bytes, bool json, TrialRestore? trial)
    {
        var rows = manifest.Rows.Values.Sum();
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                file = path, head.Id, createdAt = head.Created, head.Engine, schema = head.Migrations[^1].Name, bytes, rows, files = manifest.Blobs.Count, fileBytes = manifest.Blobs.Bytes,
                missing = manifest.Missing, logs = trial?.Logs, faults = trial?.Faults,
            }, JsonSerializerOptions.Web));
        else
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{path}: everything as of {DateTimeOffset.FromUnixTimeMilliseconds(head.Created):yyyy-MM-dd HH:mm:ss} UTC, {rows:N0} rows and {manifest.Blobs.Count:N0} files in {bytes:N0} bytes. Every byte was read back and is right."));
            foreach (var log in trial?.Logs ?? [])
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The audit log of workspace {log.Workspace}: {log.Lines:N0} lines, recomputed; the root is {log.Root}."));
            foreach (var fault in trial?.Faults ?? [])
                Console.WriteLine($"BAD {fault}");
            if (trial is { Faults.Count: 0 })
                Console.WriteLine("Its database was restored to a temporary place, and everything that it names is there.");
        }
        if (manifest.Missing.Count > 0)
            Console.Error.WriteLine($"{manifest.Missing.Count} files that the database names were missing on the server before this backup was made: {string.Join(", ", manifest.Missing.Take(5))}{(manifest.Missing.Count > 5 ? ", …" : "")}. Look for them in an earlier backup.");
    }
}
