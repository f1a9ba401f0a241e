using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Groundwork.Server.Hosting;

/// <summary>Under which addresses people reach this server: what links begin with, and which names a request may ask for.</summary>
public sealed class PublicAddress(ServerSettings settings)
{
    static readonly TimeSpan AddressesLast = TimeSpan.FromSeconds(30);

    readonly Uri? named = settings.PublicUrl is { } url ? new Uri(url) : null;
    readonly Lock gate = new();
    HashSet<string> machine = [];
    long looked;

    /// <summary>Where the server listens, known once it does.</summary>
    public string Listens { get; set; } = "";

    /// <summary>Does it listen on all addresses of the machine?</summary>
    bool Everywhere => settings.Host is "0.0.0.0" or "::" or "*";

    /// <summary>The address to show at the start: the one that was named, or one that another machine can use if it may.</summary>
    public string Shown => named is not null ? settings.PublicUrl!.TrimEnd('/')
        : Everywhere ? With(Others().FirstOrDefault() ?? IPAddress.Loopback) : Listens.TrimEnd('/');

    /// <summary>What a link begins with that somebody hands on: the address by which they came themselves, unless only this machine knows it.</summary>
    public string For(HttpRequest request) =>
        named is not null || IsLoopback(request.Host.Host) ? Shown : $"{request.Scheme}://{request.Host}";

    /// <summary>Does the browser see TLS? It does when the connection has it, or when it came by the address that people use, which has.</summary>
    public bool IsSecure(HttpRequest request) =>
        request.IsHttps || named?.Scheme == Uri.UriSchemeHttps && string.Equals(request.Host.Value, named.Authority, StringComparison.OrdinalIgnoreCase);

    /// <summary>Is this origin the one that the request was sent to? A proxy may change the scheme on the way, but not the name.</summary>
    public bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && (string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
            || string.Equals(from.Authority, named?.Authority, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// May a request ask for this host? A page elsewhere can have its own name lead here and then read what comes back; it
    /// can't have this server's name.
    /// </summary>
    public bool Answers(HostString host)
    {
        var name = host.Host.Trim('[', ']').TrimEnd('.');
        return IsLoopback(name)
            || string.Equals(name, settings.Host, StringComparison.OrdinalIgnoreCase)
            || string.Equals(name, named?.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
            || settings.AllowedHosts.Contains(name, StringComparer.OrdinalIgnoreCase)
            || Everywhere && (string.Equals(name, Environment.MachineName, StringComparison.OrdinalIgnoreCase)
                || string.Equals(name, Environment.MachineName + ".local", StringComparison.OrdinalIgnoreCase)
                || OwnAddresses().Contains(name));
    }

    static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);

    // Looked up again from time to time: a laptop changes networks while the server runs.
    HashSet<string> OwnAddresses()
    {
        lock (gate)
        {
            var now = settings.Clock.GetTimestamp();
            if (looked == 0 || settings.Clock.GetElapsedTime(looked, now) > AddressesLast)
                (machine, looked) = (Addresses().Select(a => a.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase), now);
            return machine;
        }
    }

    static IEnumerable<IPAddress> Addresses() => NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus == OperationalStatus.Up)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(u => u.Address);

    static IEnumerable<IPAddress> Others() => Addresses().Where(a => !IPAddress.IsLoopback(a) && a.AddressFamily == AddressFamily.InterNetwork);

    string With(IPAddress address) => new UriBuilder(Listens.Replace("[::]", "0.0.0.0", StringComparison.Ordinal).Replace("*", "0.0.0.0", StringComparison.Ordinal)) { Host = address.ToString() }.Uri.ToString().TrimEnd('/');
}
