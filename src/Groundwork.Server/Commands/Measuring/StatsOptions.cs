using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Groundwork.Core.Quality.Agreement;

namespace Groundwork.Server.Commands.Measuring;

/// <summary>What the subcommands of <c>stats</c> share: where votes come from, and how figures are printed.</summary>
static class StatsOptions
{
    internal static Option<FileInfo?> Votes() => new("--votes") { Description = "A file of votes, worker,task,label[,gold]; needs no server." };

    internal static Option<MeasurementLevel> Level() => new("--level") { Description = "What labels of a file are: names, ranks (ordinal) or numbers (interval, ratio)." };

    internal static Option<string?> Project() => new("--project") { Description = "The name of a project." };

    internal static string Required(string? project) => project ?? throw new Refusal("Give --project NAME or --votes FILE.");

    internal static double? Number(JsonElement from, string name) => from.GetProperty(name) is { ValueKind: JsonValueKind.Number } n ? n.GetDouble() : null;

    internal static string Show(double? value) => value is { } v ? v.ToString("0.0000", CultureInfo.InvariantCulture) : "–";

    internal static void Print(bool json, object result, IEnumerable<string> lines)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
        else
            foreach (var line in lines)
                Console.WriteLine(line);
    }
}
