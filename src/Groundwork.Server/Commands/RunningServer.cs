using System.Net.Http.Headers;
using System.Text.Json;
using Groundwork.Server.Features.Admin;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Commands;

/// <summary>
/// A server over a data folder, in this process: the one that <c>serve</c> shows to the world, or one on a
/// private port for a single verb.
/// </summary>
sealed class RunningServer : IAsyncDisposable
{
    readonly DataFolder folder;
    readonly Db db;

    RunningServer(DataFolder folder, Db db, WebApplication app, bool wasEmpty) => (this.folder, this.db, App, WasEmpty) = (folder, db, app, wasEmpty);

    internal sealed record Address(string Url, string Secret, int Pid);

    public WebApplication App { get; }
    public Db Database => db;
    public bool WasEmpty { get; }
    public string Url { get; private set; } = "";

    /// <summary>Where a program on this machine reaches the server without knowing its certificate.</summary>
    string LocalUrl { get; set; } = "";

    static string AddressFile(DataFolder folder) => folder.At("server.json");

    /// <summary>Starts a server; null if another process owns the folder.</summary>
    public static async Task<RunningServer?> Start(ServerSettings settings)
    {
        Check(settings);
        if (DataFolder.TryOpen(settings.Data) is not { } folder)
            return null;
        Db? opened = null;
        try
        {
            settings = settings with { Node = folder.Enter() };
            opened = await Composition.OpenDatabase(settings, folder);
            BackupTurn.Clear(folder.At(BackupTurn.FolderName));
            var app = Composition.Build(settings, opened, new FolderBlobs(folder.At("blobs"), settings.Clock).Open());
            var server = new RunningServer(folder, opened, app, await Composition.Prepare(opened, settings));
            if (settings.TlsCertificate is null)
                app.Urls.Add($"http://{(settings.Host.Contains(':', StringComparison.Ordinal) ? $"[{settings.Host}]" : settings.Host)}:{settings.Port}");
            await app.StartAsync();
            server.Publish(settings);
            return server;
        }
        catch
        {
            if (opened is not null)
                await opened.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    void Publish(ServerSettings settings)
    {
        var secure = App.Urls.FirstOrDefault(u => u.StartsWith("https:", StringComparison.Ordinal));
        Url = secure ?? App.Urls.First();
        LocalUrl = (secure is null ? Url : App.Urls.First(u => u != secure))
            .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "[::1]", StringComparison.Ordinal);
        App.Services.GetRequiredService<PublicAddress>().Listens = Url;
        DurableFile.Replace(AddressFile(folder), JsonSerializer.SerializeToUtf8Bytes(Own));
    }

    // What would otherwise be found out, in other words, by a library or by the first visitor.
    static void Check(ServerSettings settings)
    {
        if (Listening.AddressOf(settings.Host) is null)
            throw new Refusal($"--host {settings.Host} is no address of a machine: give an IP address such as 0.0.0.0, or localhost. What people call the server goes to --public-url or --allow-host.");
        if (settings.PublicUrl is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var named) && named.Scheme is "http" or "https"))
            throw new Refusal($"--public-url {url} is no address: write it as people see it, such as https://groundwork.example.org.");
        if (settings.Proxies.FirstOrDefault(p => Listening.NetworkOf(p) is null) is { } proxy)
            throw new Refusal($"--proxy {proxy} is neither an IP address nor a network such as 10.0.0.0/8.");
        if (settings.OutboundAllow.FirstOrDefault(e => !OutboundRules.IsEntry(e)) is { } outbound)
            throw new Refusal($"--outbound-allow {outbound} is neither a name, an IP address nor a network such as 192.168.1.0/24.");
        if (settings.TlsCertificate is null != settings.TlsKey is null)
            throw new Refusal("TLS needs both --tls-cert and --tls-key.");
    }

    /// <summary>Who owns the folder now, if somebody does.</summary>
    public static Address? Other(string data)
    {
        var file = Path.Combine(Path.GetFullPath(data), "server.json");
        return File.Exists(file) ? JsonSerializer.Deserialize<Address>(File.ReadAllBytes(file)) : null;
    }

    /// <summary>A client that speaks for the owner.</summary>
    public static HttpClient Client(Address address)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(address.Url), Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", address.Secret);
        return client;
    }

    public Address Own => new(LocalUrl, App.Services.GetRequiredService<LocalAccess>().Secret, Environment.ProcessId);

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await db.DisposeAsync();
        File.Delete(AddressFile(folder));
        folder.Dispose();
    }
}
