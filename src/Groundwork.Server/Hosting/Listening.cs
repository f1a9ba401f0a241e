using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using IPNetwork = System.Net.IPNetwork;

namespace Groundwork.Server.Hosting;

/// <summary>Which addresses the server listens on, whom it believes about where a request came from, and which names it answers to.</summary>
public static class Listening
{
    /// <summary>Opens the address that was asked for. With TLS there is a second one for the command line, on this machine only.</summary>
    public static void Listen(this KestrelServerOptions kestrel, ServerSettings settings)
    {
        if (settings.TlsCertificate is null)
            return;
        var log = kestrel.ApplicationServices.GetRequiredService<ILogger<TlsFiles>>();
        var files = new TlsFiles(settings.TlsCertificate, settings.TlsKey!, settings.Clock, log);
        kestrel.Listen(AddressOf(settings.Host)!, settings.Port, address => address.UseHttps(
            new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(files.Current()) }));
        kestrel.Listen(IPAddress.Loopback, 0);
    }

    /// <summary>The address that a host of the settings means, or null if it is none.</summary>
    public static IPAddress? AddressOf(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.IPv6Any,
        _ => IPAddress.TryParse(host, out var address) ? address : null,
    };

    /// <summary>The network that a proxy's address or CIDR means, or null if it is none.</summary>
    public static IPNetwork? NetworkOf(string proxy) => IPNetwork.TryParse(proxy, out var network) ? network
        : IPAddress.TryParse(proxy, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;

    /// <summary>Takes client, scheme and host from proxies that were named, and from nobody else.</summary>
    public static void UseProxies(this IApplicationBuilder app, ServerSettings settings)
    {
        if (settings.Proxies.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // From the nearest proxy back to the first address that is none of ours, which is the client.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in settings.Proxies)
            options.KnownIPNetworks.Add(NetworkOf(proxy) ?? throw new ArgumentException($"{proxy} is no address or network.", nameof(settings)));
        app.UseForwardedHeaders(options);
    }

    /// <summary>Refuses requests for a name that isn't this server's: a page elsewhere may have its own name lead here.</summary>
    public static void UseHostCheck(this IApplicationBuilder app, PublicAddress address) => app.Use((context, next) =>
        address.Answers(context.Request.Host) ? next(context)
            : Problem.Of(400, "unknown_host", "This server isn't known by that name.",
                $"If \"{context.Request.Host.Host}\" is its name or address, start it with --allow-host {context.Request.Host.Host}, or with --public-url.").ExecuteAsync(context));
}
