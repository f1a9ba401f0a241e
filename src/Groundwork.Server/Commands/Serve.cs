using System.CommandLine;
using Groundwork.Media;
using Groundwork.Server.Features.Accounts;

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
        var command = new Command("serve", "Start the server.") { host, port, publicUrl };
        where.AddTo(command);
        command.Does(async (parsed, cancel) =>
        {
            var settings = where.Read(parsed) with { Host = parsed.GetValue(host)!, Port = parsed.GetValue(port), PublicUrl = parsed.GetValue(publicUrl) };
            await using var server = await RunningServer.Start(settings);
            if (server is null)
                throw new Refusal($"A server runs on {Path.GetFullPath(settings.Data)} already{(RunningServer.Other(settings.Data) is { } other ? $": {other.Url} (process {other.Pid})" : "")}.");
            var secret = await FirstStart.OwnerLink(server.Database);
            var shown = (settings.PublicUrl ?? server.Url).TrimEnd('/');
            Console.WriteLine($"Groundwork is ready at {shown}");
            Console.WriteLine($"Sign in as the owner, once: {shown}/join#{secret}");
            if (settings.Host is not ("127.0.0.1" or "localhost" or "::1") && settings.PublicUrl?.StartsWith("https://", StringComparison.Ordinal) != true)
                Console.WriteLine("Anyone on this network can read what passes: this is plain HTTP. Use a proxy with TLS for anything confidential.");
            var pictures = await server.App.Services.GetRequiredService<Pictures>().Check(cancel);
            if (!pictures.Ready)
                Console.WriteLine($"Images can't be read: {pictures.Text} Texts can be imported all the same; no restart is needed afterwards.");
            await server.App.WaitForShutdownAsync(cancel);
            return 0;
        });
        return command;
    }
}
