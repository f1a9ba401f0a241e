using System.CommandLine;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Commands;

/// <summary>The options that say which data a verb works on, the same for every verb.</summary>
sealed class Where
{
    readonly Option<string> data = new("--data") { Description = "The data folder.", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GROUNDWORK_DATA") ?? "data" };

    readonly Option<string?> database = new("--database")
    {
        Description = "A PostgreSQL connection string (\"Host=…;Database=…\"); without it the data is in the folder.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GROUNDWORK_DATABASE"),
    };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON." };

    public void AddTo(Command command)
    {
        command.Options.Add(data);
        command.Options.Add(database);
    }

    /// <param name="offered">Folders that imports may read, beside those that the environment names.</param>
    public ServerSettings Read(ParseResult parsed, params string[] offered)
    {
        var (folders, wrong) = OfferedFolders.Read(OfferedFolders.FromEnvironment().Concat(offered), parsed.GetValue(data)!);
        return wrong is not null ? throw new Refusal(wrong) : new()
        {
            Data = parsed.GetValue(data)!,
            Database = parsed.GetValue(database),
            OwnerKey = Environment.GetEnvironmentVariable("GROUNDWORK_OWNER_KEY"),
            CheckWalls = Environment.GetEnvironmentVariable("GROUNDWORK_CHECK_WALLS") == "1",
            Folders = folders,
            OutboundAllow = [.. OutboundRules.FromEnvironment()],
        };
    }
}
