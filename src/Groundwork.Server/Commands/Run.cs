using System.CommandLine;
using System.Net.Sockets;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Backups;
using Npgsql;

namespace Groundwork.Server.Commands;

/// <summary>Carries a verb out and turns what can go wrong in practice into one line that says what to do.</summary>
static class Run
{
    internal static void Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) => command.SetAction(async (parsed, cancel) =>
    {
        try
        {
            return await action(parsed, cancel);
        }
        catch (Exception e) when (Explain(e) is not null)
        {
            await Console.Error.WriteLineAsync(Explain(e));
            return 1;
        }
    });

    static string? Explain(Exception e) => e switch
    {
        Refusal or UnusableCertificateException or SchemaTooNewException or UnfinishedRestoreException or UnreadableBackupException or StorageFullException or StorageUnavailableException => e.Message,
        DamagedBackupException => $"The backup is damaged. {e.Message}.",
        NpgsqlException => $"PostgreSQL refused: {e.Message}. Check --database.",
        ArgumentException { Source: "Npgsql" } => $"--database isn't a connection string: {e.Message}",
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            $"{e.InnerException!.Message}. Stop what listens there, or choose another --port.",
        IOException { InnerException: SocketException } => $"{e.Message}. Choose another --host or --port.",
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => e.Message,
        HttpRequestException => $"The server that holds the data folder can't be reached: {e.Message}",
        _ => null,
    };
}
