using System.CommandLine;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;

namespace Groundwork.Server.Commands;

/// <summary>The options of <c>serve</c> that are about running it: figures, logs, limits, how it ends.</summary>
sealed class OperationOptions
{
    static readonly RequestLimits Defaults = new();

    readonly Option<string?> metricsToken = new("--metrics-token")
    {
        Description = "What opens /metrics, beside the first owner's keys: \"Authorization: Bearer …\".",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GROUNDWORK_METRICS_TOKEN"),
    };

    readonly Option<string?> otlp = new("--otlp")
    {
        Description = "The address of a collector that figures, spans and log lines are sent to (OTLP over HTTP), such as http://127.0.0.1:4318.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT"),
    };

    readonly Option<int> otlpEvery = new("--otlp-seconds") { Description = "How often figures are sent there.", DefaultValueFactory = _ => 30 };
    readonly Option<string> log = new Option<string>("--log") { Description = "How the log is written: json or text. Text on a terminal, else json.", DefaultValueFactory = _ => Console.IsErrorRedirected ? "json" : "text" }.AcceptOnlyFromAmong("json", "text");
    readonly Option<bool> logRequests = new("--log-requests") { Description = "Log every request, not only those that went wrong or took over a second." };
    readonly Option<int> member = new("--rate-member") { Description = "Requests a second of one member; 0 is no limit.", DefaultValueFactory = _ => Defaults.PerMember };
    readonly Option<int> workspace = new("--rate-workspace") { Description = "Requests a second of one workspace; 0 is no limit.", DefaultValueFactory = _ => Defaults.PerWorkspace };
    readonly Option<int> address = new("--rate-address") { Description = "Requests a second from one address that nobody is signed in for; 0 is no limit.", DefaultValueFactory = _ => Defaults.PerAddress };
    readonly Option<int> requests = new("--max-requests") { Description = "How many requests are answered at the same time; 0 is no limit.", DefaultValueFactory = _ => Defaults.Requests };
    readonly Option<int> streams = new("--max-streams") { Description = "How many browsers and programs follow the changes at the same time; 0 is no limit.", DefaultValueFactory = _ => Defaults.Streams };
    readonly Option<int> drainWait = new("--drain-wait") { Description = "For how many seconds the server still answers after SIGTERM, not ready any more, before it takes no connections.", DefaultValueFactory = _ => 0 };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[metricsToken, otlp, otlpEvery, log, logRequests, member, workspace, address, requests, streams, drainWait])
            command.Options.Add(option);
    }

    public ServerSettings Read(ParseResult parsed, ServerSettings settings)
    {
        foreach (var number in (Option<int>[])[member, workspace, address, requests, streams, drainWait])
            if (parsed.GetValue(number) is < 0 or > 1_000_000)
                throw new Refusal($"{number.Name} {parsed.GetValue(number)} is no such number: give one from 0 to 1000000.");
        if (parsed.GetValue(otlpEvery) is < 1 or > 3600)
            throw new Refusal($"--otlp-seconds {parsed.GetValue(otlpEvery)} is no such number: give one from 1 to 3600.");
        if (parsed.GetValue(metricsToken) is { Length: > 0 and < 16 })
            throw new Refusal("The token for /metrics is too short: give at least 16 characters that nobody can guess, such as those of \"openssl rand -hex 32\".");
        var collector = parsed.GetValue(otlp) is { Length: > 0 } given ? given : null;
        if (collector is not null && !(Uri.TryCreate(collector, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0))
            throw new Refusal($"--otlp {collector} is no address of a collector: write it as http://127.0.0.1:4318.");
        if (collector is not null && Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") is { Length: > 0 } protocol and not "http/protobuf")
            throw new Refusal($"OTEL_EXPORTER_OTLP_PROTOCOL is {protocol}, but this server speaks http/protobuf only: name the collector's port for HTTP, usually 4318, and remove the variable.");
        return settings with
        {
            MetricsToken = parsed.GetValue(metricsToken) is { Length: > 0 } token ? token : null,
            Otlp = collector,
            OtlpHeaders = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_HEADERS"),
            OtlpEvery = TimeSpan.FromSeconds(parsed.GetValue(otlpEvery)),
            JsonLog = parsed.GetValue(log) == "json",
            LogRequests = parsed.GetValue(logRequests),
            Limits = new(parsed.GetValue(member), parsed.GetValue(workspace), parsed.GetValue(address), parsed.GetValue(requests), parsed.GetValue(streams)),
            DrainWait = TimeSpan.FromSeconds(parsed.GetValue(drainWait)),
        };
    }
}
