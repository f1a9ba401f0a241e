using System.CommandLine;
using System.Net;
using Groundwork.Media;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;

namespace Groundwork.Server.Commands;

/// <summary>Starts the server and prints where it is, with a one-time link for the owner.</summary>
public sealed class Serve : IVerb
{
    public Command Build()
    {
        var where = new Where();
        var host = new Option<string>("--host") { Description = "The address to listen on; 0.0.0.0 for all.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "The port to listen on; 0 for any free one.", DefaultValueFactory = _ => 8080 };
        var publicUrl = new Option<string?>("--public-url") { Description = "The address that people use, if it is another one (behind a proxy)." };
        var tlsCert = new Option<string?>("--tls-cert") { Description = "A PEM file with the certificate and those that it rests on: speak HTTPS. Read again when it changes." };
        var tlsKey = new Option<string?>("--tls-key") { Description = "The PEM file with the certificate's key." };
        var proxies = new Option<string[]>("--proxy") { Description = "The address or network (CIDR) of a proxy whose X-Forwarded-… headers count; may be given several times." };
        var names = new Option<string[]>("--allow-host") { Description = "A further name or address that people may use for this server; may be given several times." };
        var folders = new Option<string[]>("--folder") { Description = "A folder of this machine that imports may read, as name=/path; may be given several times." };
        var outbound = new Option<string[]>("--outbound-allow") { Description = "A name, address or network (CIDR) outside the public internet that webhooks may call; may be given several times." };
        var command = new Command("serve", "Start the server.") { host, port, publicUrl, tlsCert, tlsKey, proxies, names, folders, outbound };
        where.AddTo(command);
        var operation = new OperationOptions();
        operation.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var settings = where.Read(parsed, parsed.GetValue(folders) ?? []);
            settings = operation.Read(parsed, settings) with
            {
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                PublicUrl = parsed.GetValue(publicUrl),
                TlsCertificate = parsed.GetValue(tlsCert),
                TlsKey = parsed.GetValue(tlsKey),
                Proxies = parsed.GetValue(proxies) ?? [],
                AllowedHosts = parsed.GetValue(names) ?? [],
                OutboundAllow = [.. settings.OutboundAllow, .. parsed.GetValue(outbound) ?? []],
            };
            await using var server = await RunningServer.Start(settings);
            if (server is null)
                throw new Refusal($"A server runs on {Path.GetFullPath(settings.Data)} already{(RunningServer.Other(settings.Data) is { } other ? $": {other.Url} (process {other.Pid})" : "")}.");
            using var signals = server.App.Services.GetRequiredService<Drain>().OnSignals();
            var secret = await FirstStart.OwnerLink(server.Database);
            var shown = server.App.Services.GetRequiredService<PublicAddress>().Shown;
            Console.WriteLine($"Groundwork is ready at {shown}");
            Console.WriteLine($"Sign in as the owner, once: {shown}/join#{secret}");
            if (!IPAddress.IsLoopback(Listening.AddressOf(settings.Host)!) && !shown.StartsWith("https://", StringComparison.Ordinal))
                Console.WriteLine("Anyone on this network can read what passes, passwords too: this is plain HTTP. For anything confidential use --tls-cert and --tls-key, or a proxy with TLS.");
            var pictures = await server.App.Services.GetRequiredService<Pictures>().Check(cancel);
            if (!pictures.Ready)
                Console.WriteLine($"Images can't be read: {pictures.Text} Texts can be imported all the same; no restart is needed afterwards.");
            await server.App.WaitForShutdownAsync(cancel);
            return 0;
        });
        return command;
    }
}
