using System.CommandLine;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Media;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Commands;

/// <summary>Checks everything that a healthy installation needs and says what to do about what is wrong.</summary>
public sealed class Doctor : IVerb
{
    sealed record Check(string Name, string Value, bool Good);

    const long LittleSpace = 1L << 30;

    public Command Build()
    {
        var (where, json) = (new Where(), Where.Json());
        var command = new Command("doctor", "Check the installation.") { json };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var checks = await Examine(where.Read(parsed), cancel);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(checks, JsonSerializerOptions.Web));
            else
                foreach (var check in checks)
                    Console.WriteLine($"{(check.Good ? "ok  " : "BAD ")} {check.Name}: {check.Value}");
            return checks.TrueForAll(c => c.Good) ? 0 : 1;
        });
        return command;
    }

    static async Task<List<Check>> Examine(ServerSettings settings, CancellationToken cancel)
    {
        var web = typeof(Doctor).Assembly.GetManifestResourceNames().Count(n => n.StartsWith("web/", StringComparison.Ordinal));
        var checks = new List<Check>
        {
            new("runtime", System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription, true),
            new("web app", web > 0 ? $"{web} files built in" : "missing: build with ./run --build", web > 0),
        };
        checks.Add(await Images(cancel));
        var parquet = Catalog.Named<IFormat>("parquet")!;
        checks.Add(new("parquet", parquet.Missing ?? "DuckDB, in a process that can do nothing else", parquet.Missing is null));
        using var folder = DataFolder.TryOpen(settings.Data);
        if (folder is null)
        {
            var other = RunningServer.Other(settings.Data);
            checks.Add(new("data folder", $"in use by a running server{(other is null ? "" : $" at {other.Url} (process {other.Pid})")}; stop it to check the database", true));
            return checks;
        }
        checks.Add(new("data folder", folder.Root, true));
        var free = new DriveInfo(folder.Root).AvailableFreeSpace;
        checks.Add(new("free space", $"{free / (1 << 20):N0} MB", free > LittleSpace));
        checks.Add(Durability(folder));
        await using var db = await Composition.OpenDatabase(settings, folder);
        checks.AddRange((await db.Diagnose(cancel)).Select(d => new Check(d.Name, d.Value, d.Good)));
        return checks;
    }

    static async Task<Check> Images(CancellationToken cancel)
    {
        await using var pictures = new Pictures();
        var state = await pictures.Check(cancel);
        return new("images", state.Ready ? $"libvips {state.Text}, in a process that can do nothing else" : state.Text, state.Ready);
    }

    static Check Durability(DataFolder folder)
    {
        var path = folder.At("doctor");
        try
        {
            DurableFile.Replace(path, "durable?"u8);
            return new("durable writes", "fsync of file and folder work", true);
        }
        catch (IOException e)
        {
            return new("durable writes", e.Message, false);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
