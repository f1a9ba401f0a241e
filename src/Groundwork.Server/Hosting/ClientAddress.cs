using System.Net;
using System.Net.Sockets;

namespace Groundwork.Server.Hosting;

/// <summary>Where a request comes from: the other end of the connection, or what a proxy that the operator named says about it.</summary>
public static class ClientAddress
{
    public static string Of(HttpContext context) => Plain(context.Connection.RemoteIpAddress)?.ToString() ?? "";

    /// <summary>Whoever shares this shares failed attempts. One household or machine has a whole IPv6 network of 64 bits to itself.</summary>
    public static string NetworkOf(HttpContext context)
    {
        if (Plain(context.Connection.RemoteIpAddress) is not { } address)
            return "";
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes) + "/64";
    }

    static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
