using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Formats;
using Groundwork.Media;
using Groundwork.Server.Features.Admin;
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
            if (other is not null)
                checks.Add(await LastBackup(other));
            return checks;
        }
        checks.Add(new("data folder", folder.Root, true));
        var free = new DriveInfo(folder.Root).AvailableFreeSpace;
        checks.Add(new("free space", $"{free / (1 << 20):N0} MB", free > LittleSpace));
        checks.Add(Durability(folder));
        await using var db = await Composition.OpenDatabase(settings, folder);
        checks.AddRange((await db.Diagnose(cancel)).Select(d => new Check(d.Name, d.Value, d.Good)));
        checks.Add(LastBackup((await db.Read(null, GetStorage.LastBackup, cancel))?.TakenAt, settings.Clock));
        return checks;
    }

    static async Task<Check> LastBackup(RunningServer.Address server)
    {
        using var api = RunningServer.Client(server);
        try
        {
            var storage = await api.GetFromJsonAsync<JsonElement>("/api/storage");
            return LastBackup(storage.GetProperty("lastBackup") is { ValueKind: JsonValueKind.Object } last ? last.GetProperty("takenAt").GetInt64() : null, TimeProvider.System);
        }
        catch (HttpRequestException e)
        {
            return new("last backup", $"unknown: the running server doesn't answer ({e.Message})", true);
        }
    }

    // How old it may be is for whoever runs the server to say; that there is none is no fault of the installation.
    static Check LastBackup(long? takenAt, TimeProvider clock)
    {
        if (takenAt is not { } at)
            return new("last backup", "none yet: groundwork backup FILE", true);
        var (then, age) = (DateTimeOffset.FromUnixTimeMilliseconds(at), clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(at));
        return new("last backup", string.Create(CultureInfo.InvariantCulture, $"{then:yyyy-MM-dd HH:mm} UTC, {(age.TotalHours < 48 ? $"{Math.Max(0, Math.Floor(age.TotalHours))} hours" : $"{Math.Floor(age.TotalDays)} days")} ago"), true);
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
