using System.Text.RegularExpressions;

namespace Groundwork.Gates.Tests;

/// <summary>There is one way out to the network: whoever else makes a client, a socket or a lookup could be sent to a place that it doesn't check.</summary>
static partial class OutboundGate
{
    // The client and its rules; the way to the one collector that the operator names; the start, where the standard lookup is named; and the command line, which speaks to a server that the user runs.
    static readonly string[] May = ["src/Groundwork.Server/Hosting/OutboundClient.cs", "src/Groundwork.Server/Hosting/OutboundTelemetry.cs", "src/Groundwork.Server/Hosting/ServerSettings.cs"];

    internal static IEnumerable<string> WaysOut(SourceTree tree) =>
        from file in tree.Under("src")
        where file.Extension == ".cs" && !May.Contains(file.Path, StringComparer.Ordinal) && !file.Path.StartsWith("src/Groundwork.Server/Commands/", StringComparison.Ordinal)
        from way in Way().Matches(file.Code).Select(m => m.Value).Distinct(StringComparer.Ordinal)
        select $"{file.Path} says {way}: call through OutboundClient.";

    [GeneratedRegex(@"\bHttpClient\b|\bHttpMessageInvoker\b|\bSocketsHttpHandler\b|\bHttpClientHandler\b|\bIHttpClientFactory\b|\bAddHttpClient\b|\bWebClient\b|\bHttpWebRequest\b|\bFtpWebRequest\b|\bClientWebSocket\b|\bTcpClient\b|\bUdpClient\b|\bSmtpClient\b|\bnew Socket\b|(?<!\.)\bDns\.|\bQuicConnection\b|\bPing\(\)", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Way();
}
