using System.CommandLine;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Groundwork.Storage.Sqlite;

namespace Groundwork.Server.Commands;

/// <summary>Prints the API's description, so that clients are generated without a running server.</summary>
public sealed class OpenApiVerb : IVerb
{
    public Command Build()
    {
        var command = new Command("openapi", "Print the OpenAPI description of the HTTP API.");
        command.Does(async (_, cancel) =>
        {
            await using var db = new SqliteDb("", new DbSettings());
            await using var app = Composition.Build(new ServerSettings { Data = "", DescribeOnly = true }, db, new FolderBlobs(""));
            await app.StartAsync(cancel);
            Console.WriteLine(await OpenApi.Write(app));
            await app.StopAsync(cancel);
            return 0;
        });
        return command;
    }
}
