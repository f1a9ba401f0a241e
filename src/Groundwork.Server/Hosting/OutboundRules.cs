using System.Net;
using System.Net.Sockets;
using IPNetwork = System.Net.IPNetwork;

namespace Groundwork.Server.Hosting;

/// <summary>Why the server doesn't call an address, and what to do about it.</summary>
public sealed record OutboundRefusal(string Code, string Message);

/// <summary>Thrown in the middle of a connection that must not be made.</summary>
public sealed class OutboundRefusedException(OutboundRefusal refusal) : IOException(refusal.Message)
{
    public OutboundRefusal Refusal => refusal;
}

/// <summary>Says which addresses the server may call: those of the public internet, and what its operator named.</summary>
public sealed class OutboundRules
{
    public const int LongestUrl = 2000;

    // Services that speak something else and have been talked into harm by HTTP; browsers refuse most of these, too.
    static readonly HashSet<int> OtherServices = [1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4369, 5060, 5061, 5432, 5672, 6000, 6379, 6566,
        6665, 6666, 6667, 6668, 6669, 6697, 9042, 10080, 10250, 11211, 27017];

    readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
    readonly List<IPNetwork> networks = [];
    readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;

    public OutboundRules(ServerSettings settings)
    {
        resolve = settings.Resolve;
        foreach (var each in settings.OutboundAllow)
            if (Listening.NetworkOf(each) is { } network)
                networks.Add(network);
            else
                names.Add(each.TrimEnd('.'));
    }

    /// <summary>Is this a name, an address or a network, as the setting takes them?</summary>
    public static bool IsEntry(string entry) => Listening.NetworkOf(entry) is not null
        || (!entry.Contains('/', StringComparison.Ordinal) && !entry.Contains(':', StringComparison.Ordinal) && Uri.CheckHostName(entry.TrimEnd('.')) == UriHostNameType.Dns);

    /// <summary>What the environment says, several separated by semicolons.</summary>
    public static IEnumerable<string> FromEnvironment() =>
        (Environment.GetEnvironmentVariable("GROUNDWORK_OUTBOUND_ALLOW") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What is wrong with the text of an address, before anybody is asked where its name leads.</summary>
    public static OutboundRefusal? Malformed(string text, out Uri url)
    {
        url = null!;
        if (text.Length > LongestUrl || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || !Uri.TryCreate(text, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0)
            return new("url", $"Give the whole address, such as https://example.org/hooks, with at most {LongestUrl} characters.");
        if (parsed.Scheme is not ("http" or "https"))
            return new("scheme", "The address begins with https:// or http://.");
        if (parsed.UserInfo.Length > 0 || text.Split('?', '#')[0].Contains('@', StringComparison.Ordinal))
            return new("credentials", "Leave out names and passwords: the receiver knows the server by the signature.");
        if (parsed.Fragment.Length > 0 || text.Contains('#', StringComparison.Ordinal))
            return new("fragment", "Leave out what stands behind #: it is never sent.");
        if (parsed.Port is not (80 or 443) && (parsed.Port < 1024 || OtherServices.Contains(parsed.Port)))
            return new("port", $"Port {parsed.Port} belongs to another kind of service. Use 443, 80 or a port from 1024 on.");
        url = parsed;
        return null;
    }

    /// <summary>Would the server call this address now? Asks where its name leads.</summary>
    public async Task<OutboundRefusal?> Refused(Uri url, CancellationToken cancel)
    {
        try
        {
            await Addresses(url.IdnHost, cancel);
            return null;
        }
        catch (OutboundRefusedException e)
        {
            return e.Refusal;
        }
    }

    /// <summary>The addresses that a host leads to, each of them allowed.</summary>
    /// <exception cref="OutboundRefusedException">One of them isn't, or there is none.</exception>
    public async Task<IReadOnlyList<IPAddress>> Addresses(string host, CancellationToken cancel)
    {
        var name = host.Trim('[', ']').TrimEnd('.');
        var found = IPAddress.TryParse(name, out var literal) ? [literal] : await Lookup(name, cancel);
        // One that must not be called is enough: which of them a connection would go to is nobody's promise.
        if (!names.Contains(name) && found.Any(a => !MayCall(a)))
            throw new OutboundRefusedException(new("address_refused",
                $"\"{name}\" leads into a private network or to the server's own machine. If that is meant, start the server with --outbound-allow {name} (setting outbound.allow)."));
        return [.. found.Select(OutboundAddresses.Plain)];
    }

    bool MayCall(IPAddress address) => OutboundAddresses.IsPublic(address) || networks.Any(n => n.Contains(OutboundAddresses.Plain(address)));

    async Task<IPAddress[]> Lookup(string name, CancellationToken cancel)
    {
        try
        {
            if (await resolve(name, cancel) is { Length: > 0 } found)
                return found;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // Said below.
        }
        throw new OutboundRefusedException(new("unknown_host", $"No address is known for \"{name}\". Check how it is spelled, and that the server can look names up."));
    }
}
