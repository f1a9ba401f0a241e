using System.Net;
using System.Net.Sockets;
using IPNetwork = System.Net.IPNetwork;

namespace Groundwork.Server.Hosting;

/// <summary>Which addresses belong to the public internet, so that nobody has the server call its own machine or network.</summary>
public static class OutboundAddresses
{
    static readonly IPNetwork[] NotPublic4 = Networks("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    // Protocol assignments (Teredo among them), documentation, and 6to4, which carries any IPv4 address inside.
    static readonly IPNetwork[] NotPublic6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(IPNetwork.Parse)];

    /// <summary>The address that is really spoken to: an IPv4 address in the clothes of IPv6 is an IPv4 address.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Is this an address of somebody else on the internet? Whatever isn't known to be one is none.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = Plain(address);
        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => !NotPublic4.Any(n => n.Contains(plain)),
            AddressFamily.InterNetworkV6 => plain.ScopeId == 0 && Global6.Contains(plain) && !NotPublic6.Any(n => n.Contains(plain)) && !IsTunnel(plain),
            _ => false,
        };
    }

    // ISATAP: the last half is 0:5efe or 200:5efe and an IPv4 address.
    static bool IsTunnel(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }
}
