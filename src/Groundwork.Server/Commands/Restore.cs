using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Groundwork.Server.Commands.Restoring;

namespace Groundwork.Server.Commands;

/// <summary>Makes a server's data anew from a backup, on either engine.</summary>
public sealed class Restore : IVerb
{
    public Command Build()
    {
        var (where, json) = (new Where(), Where.Json());
        var file = new Argument<FileInfo>("file") { Description = "The backup." };
        var command = new Command("restore", "Restore a backup into an empty folder, and an empty PostgreSQL database if one is named.") { file, json };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var settings = where.Read(parsed);
            await using var archive = new FileStream(parsed.GetValue(file)!.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var progress = new ProgressLine();
            // All of it is read before anything is written.
            var (head, manifest) = await Backup.Read(archive, null, progress, cancel);
            RestoredRows.Fits(head);
            await using var target = RestoreTarget.Take(settings);
            archive.Position = 0;
            await Backup.Read(archive, target, progress, cancel);
            var looked = await target.Release(cancel);
            progress.Clear();
            var missing = looked.Faults.Where(f => !manifest.Missing.Any(m => f.Contains(m.Split('/')[1], StringComparison.Ordinal))).ToList();
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(new
                {
                    data = Path.GetFullPath(settings.Data), head.Id, createdAt = head.Created, rows = manifest.Rows.Values.Sum(), files = manifest.Blobs.Count, logs = looked.Logs, faults = missing,
                }, JsonSerializerOptions.Web));
            else
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Restored everything as of {DateTimeOffset.FromUnixTimeMilliseconds(head.Created):yyyy-MM-dd HH:mm:ss} UTC to {Path.GetFullPath(settings.Data)}: {manifest.Rows.Values.Sum():N0} rows and {manifest.Blobs.Count:N0} files."));
                foreach (var fault in missing)
                    Console.WriteLine($"BAD {fault}");
                Console.WriteLine(missing.Count == 0 ? "Every file that the database names is there, and each audit log makes the root that is stored. Start the server with the same --data and --database."
                    : "It was restored as it is in the backup all the same.");
            }
            return missing.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
