namespace Groundwork.Server.Hosting;

/// <summary>How a server was asked to run.</summary>
public sealed record ServerSettings
{
    public required string Data { get; init; }
    public string? Database { get; init; }
    public string Host { get; init; } = "127.0.0.1";
    public int Port { get; init; } = 8080;

    /// <summary>The address that people use, when it isn't the one that the server listens on (a proxy, another name).</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Further names and addresses that requests may ask for, beside those that the server knows to be its own.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Addresses and networks (CIDR) of the proxies whose word about client, scheme and host is taken.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Certificate chain and key, PEM: with them the server speaks TLS.</summary>
    public string? TlsCertificate { get; init; }

    public string? TlsKey { get; init; }

    /// <summary>Becomes the owner's API key when the folder is empty.</summary>
    public string? OwnerKey { get; init; }

    /// <summary>Judge every statement against the walls (tests).</summary>
    public bool CheckWalls { get; init; }

    /// <summary>Let the embedded database grow to at most this many pages (tests of a full disk).</summary>
    public long? MaxPages { get; init; }

    /// <summary>Only say what the API is: nothing is opened, nothing runs in the background.</summary>
    public bool DescribeOnly { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
