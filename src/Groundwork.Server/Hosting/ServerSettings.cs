using System.Net;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;

namespace Groundwork.Server.Hosting;

/// <summary>How a server was asked to run.</summary>
public sealed record ServerSettings
{
    public required string Data { get; init; }

    /// <summary>What this run is called where it holds leases.</summary>
    public NodeName Node { get; init; } = NodeName.Fresh();

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

    /// <summary>Folders of this machine that imports may read, by the name that people see.</summary>
    public IReadOnlyDictionary<string, string> Folders { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public UploadLimits Uploads { get; init; } = new();

    /// <summary>Names, addresses and networks (CIDR) that the server may call though they aren't public: receivers of webhooks in one's own network.</summary>
    public IReadOnlyList<string> OutboundAllow { get; init; } = [];

    /// <summary>Where names lead that the server calls (tests give their own).</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>What opens the server's figures, beside the first owner's keys.</summary>
    public string? MetricsToken { get; init; }

    /// <summary>The collector that figures, spans and log lines are sent to by OTLP over HTTP; nothing is sent without one.</summary>
    public string? Otlp { get; init; }

    /// <summary>Headers for the collector, <c>name=value,name=value</c>.</summary>
    public string? OtlpHeaders { get; init; }

    public TimeSpan OtlpEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Write the log as lines of JSON; else as text.</summary>
    public bool JsonLog { get; init; } = true;

    /// <summary>Where the log goes to (tests); standard error without it.</summary>
    public Stream? Log { get; init; }

    /// <summary>Log every request, not only those that went wrong or took long.</summary>
    public bool LogRequests { get; init; }

    public RequestLimits Limits { get; init; } = new();

    /// <summary>How long the server still answers after it said that it isn't ready any more: until whoever spreads requests has noticed.</summary>
    public TimeSpan DrainWait { get; init; }

    /// <summary>Only say what the API is: nothing is opened, nothing runs in the background.</summary>
    public bool DescribeOnly { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>How much may be on its way in.</summary>
/// <param name="FileBytes">The longest file.</param>
/// <param name="UnfinishedBytes">What all unfinished uploads of a workspace may come to.</param>
/// <param name="UnfinishedFiles">How many there may be of them.</param>
/// <param name="SpareBytes">What uploads leave free on the disk.</param>
public sealed record UploadLimits(long FileBytes = 256L << 30, long UnfinishedBytes = 1L << 40, long UnfinishedFiles = 10_000, long SpareBytes = 256L << 20);
