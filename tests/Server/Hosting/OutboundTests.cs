using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Hosting;

/// <summary>Where the server may call, when somebody else says where: every way round that was published, at creation and again at each sending.</summary>
public class OutboundTests
{
    static readonly string[] Refused =
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.255", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:0:1::1", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "5f00::1",
        "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:10.0.0.1",
    ];

    static readonly string[] Public = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "198.17.0.1", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:800::200e", "::ffff:8.8.8.8"];

    [Fact]
    public void Addresses_that_are_not_public_are_told_from_those_that_are()
    {
        foreach (var address in Refused)
            OutboundAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeFalse(address);
        foreach (var address in Public)
            OutboundAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeTrue(address);
        OutboundAddresses.IsPublic(IPAddress.Parse("2606:4700:4700::1111%1")).ShouldBeFalse("with a scope");
    }

    static OutboundRules Rules(Func<string, string[]>? resolve = null, params string[] allow) => new(new ServerSettings
    {
        Data = "nowhere",
        OutboundAllow = allow,
        Resolve = (name, _) => resolve is null ? throw new SocketException((int)SocketError.HostNotFound) : Task.FromResult<IPAddress[]>([.. resolve(name).Select(IPAddress.Parse)]),
    });

    static async Task<string?> Code(OutboundRules rules, string url) =>
        (OutboundRules.Malformed(url, out var parsed) ?? await rules.Refused(parsed, default))?.Code;

    // CVE-2022-36551, CVE-2022-31188, CVE-2023-47116, CVE-2025-25297, CVE-2024-40441: what peers fetched when they were asked to.
    [Theory]
    [InlineData("file:///etc/passwd", "scheme,url")]
    [InlineData("gopher://127.0.0.1:6379/_", "scheme")]
    [InlineData("ftp://example.org/", "scheme")]
    [InlineData("javascript:alert(1)", "scheme,url")]
    [InlineData("//example.org/", "url,scheme")]
    [InlineData("example.org", "url")]
    [InlineData("http://", "url")]
    [InlineData("http://169.254.169.254/", "address_refused")]
    [InlineData("http://[::1]/", "address_refused")]
    [InlineData("http://0.0.0.0", "address_refused")]
    [InlineData("http://0/", "address_refused")]
    [InlineData("http://2130706433", "address_refused")]
    [InlineData("http://0x7f000001/", "address_refused")]
    [InlineData("http://0177.0.0.1/", "address_refused")]
    [InlineData("http://127.1/", "address_refused")]
    [InlineData("http://[::ffff:10.0.0.1]/", "address_refused")]
    [InlineData("http://[::ffff:7f00:1]/", "address_refused")]
    [InlineData("http://[64:ff9b::7f00:1]/", "address_refused")]
    [InlineData("http://100.64.0.1", "address_refused")]
    [InlineData("http://127.0.0.1./", "address_refused")]
    [InlineData("http://localhost/", "address_refused")]
    [InlineData("http://LOCALHOST./", "address_refused")]
    [InlineData("http://metadata/", "address_refused")]
    [InlineData("http://①②⑦.⓪.⓪.①/", "address_refused,unknown_host,url")]
    [InlineData("http://user@example.org/", "credentials")]
    [InlineData("http://user:secret@example.org/", "credentials")]
    [InlineData("http://example.org@127.0.0.1/", "credentials")]
    [InlineData("http://@example.org/", "credentials")]
    [InlineData("http://example.org/#@127.0.0.1", "fragment")]
    [InlineData("http://example.org:22/", "port")]
    [InlineData("http://example.org:25/", "port")]
    [InlineData("http://example.org:6379/", "port")]
    [InlineData("http://example.org:5432/", "port")]
    [InlineData("http://exa mple.org/", "url")]
    [InlineData("http://example.org/\r\nX-Evil: 1", "url")]
    [InlineData("http://unknown.test/", "unknown_host")]
    [InlineData("https://mixed.test/", "address_refused")]
    public async Task CVE_2022_36551_CVE_2022_31188_CVE_2023_47116_CVE_2025_25297_CVE_2024_40441_an_address_that_must_not_be_called_is_refused(string url, string codes)
    {
        var rules = Rules(name => name.ToLowerInvariant() switch
        {
            "unknown.test" => [],
            "mixed.test" => ["8.8.8.8", "127.0.0.1"],
            "localhost" => ["127.0.0.1", "::1"],
            "metadata" => ["169.254.169.254"],
            // What the system makes of numbers that are spelled otherwise.
            "0" => ["0.0.0.0"],
            var n when n.Any(char.IsAsciiDigit) && !n.Any(char.IsAsciiLetterLower) => ["127.0.0.1"],
            _ => ["8.8.8.8"],
        });
        codes.Split(',').ShouldContain(await Code(rules, url));
        (await Code(rules, "https://example.org:8443/hooks?x=1")).ShouldBeNull();
    }

    [Fact]
    public async Task What_the_operator_names_may_be_called_and_nothing_beside_it()
    {
        var rules = Rules(name => name == "receiver.lan" ? ["192.168.7.7"] : name == "v6.lan" ? ["fd00::7"] : ["10.9.9.9"], "receiver.lan", "172.20.0.0/16", "127.0.0.1", "fd00::/64");
        foreach (var url in (string[])["http://receiver.lan:8080/", "http://RECEIVER.lan./", "http://172.20.3.4/", "http://127.0.0.1:9000/", "http://[::ffff:127.0.0.1]/", "http://v6.lan/", "http://[fd00::1]/"])
            (await Code(rules, url)).ShouldBeNull(url);
        foreach (var url in (string[])["http://other.lan/", "http://172.21.0.1/", "http://127.0.0.2/", "http://192.168.7.7/", "http://evil.receiver.lan/", "http://[fd00:1::1]/", "http://[::1]/"])
            (await Code(rules, url)).ShouldBe("address_refused", url);
        (await rules.Refused(new Uri("http://other.lan/"), default))!.Message.ShouldContain("--outbound-allow other.lan");
        foreach (var wrong in (string[])["http://x/", "10.0.0.0/33", "a b", "host:80", ""])
            OutboundRules.IsEntry(wrong).ShouldBeFalse(wrong);
        foreach (var right in (string[])["localhost", "receiver.lan", "10.0.0.0/8", "::1", "fd00::/8", "192.168.1.4"])
            OutboundRules.IsEntry(right).ShouldBeTrue(right);
    }

    sealed class Names
    {
        readonly ConcurrentQueue<string> answers = new();
        int asked;

        internal int Asked => asked;

        internal string[] Then { get; set; } = ["8.8.8.8"];

        internal Task<IPAddress[]> Resolve(string name, CancellationToken cancel)
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult<IPAddress[]>([.. (answers.TryDequeue(out var one) ? [one] : Then).Select(IPAddress.Parse)]);
        }

        internal void Next(params string[] addresses)
        {
            foreach (var each in addresses)
                answers.Enqueue(each);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2023_47116_a_name_that_leads_elsewhere_by_the_time_of_sending_is_not_called(Engine engine)
    {
        var names = new Names();
        await using var server = await TestServer.Start(engine, change: s => s with { Resolve = names.Resolve });
        await using var victim = await Receiver.Start();
        // Refused at once; then a public address at creation and the server's own machine when it is sent.
        names.Next("127.0.0.1");
        var url = $"http://rebinds.test:{victim.Port}/";
        var body = new { name = "Rebinds", url, events = Hooks.Everything };
        var refused = (await server.Owner.Post("/api/webhooks", body)).Expect(400, "invalid");
        refused.FaultPaths.ShouldBe(["/url"]);
        refused.Json.GetProperty("faults")[0].GetProperty("message").GetString()!.ShouldContain("--outbound-allow rebinds.test");
        var id = (await server.Owner.Post("/api/webhooks", body)).Expect(201).Text("id");
        foreach (var address in (string[])["127.0.0.1", "::ffff:127.0.0.1", "::1", "0.0.0.0"])
        {
            names.Then = [address];
            var delivery = await server.Ping(id);
            var tried = await server.Tried(delivery, 1);
            tried.Problem().ShouldBe("address_refused", address);
            tried["attempts"][0].GetProperty("durationMs").ValueKind.ShouldBe(JsonValueKind.Null);
            await server.Change("Webhooks", $"UPDATE webhook_delivery SET state = 'failed', due = NULL");
        }
        (await server.Owner.Patch($"/api/webhooks/{id}", new { url = "http://rebinds.test/again" })).Expect(400).FaultPaths.ShouldBe(["/url"]);
        victim.All.ShouldBeEmpty();
    }

    [Theory, OnSqlite]
    public async Task A_connection_goes_to_the_address_that_was_checked_without_another_look(Engine engine)
    {
        _ = engine;
        await using var receiver = await Receiver.Start();
        var names = new Names { Then = ["10.1.1.1"] };
        names.Next("127.0.0.1");
        using var client = new OutboundClient(new ServerSettings { Data = "nowhere", OutboundAllow = ["127.0.0.0/8"], Resolve = names.Resolve });
        var headers = new[] { ("webhook-id", "m"), ("webhook-timestamp", "1"), ("webhook-signature", "v1,x") };
        (await client.Post(new Uri($"http://named.test:{receiver.Port}/"), headers, "{\"type\":\"x\"}"u8.ToArray(), TimeSpan.FromSeconds(20), default)).Status.ShouldBe(200);
        names.Asked.ShouldBe(1);
        // The connection that is open already is used again: nobody is asked where the name leads now.
        (await client.Post(new Uri($"http://named.test:{receiver.Port}/"), headers, "{}"u8.ToArray(), TimeSpan.FromSeconds(20), default)).Status.ShouldBe(200);
        names.Asked.ShouldBe(1);
        (await client.Post(new Uri($"http://other.test:{receiver.Port}/"), headers, "{}"u8.ToArray(), TimeSpan.FromSeconds(20), default)).Problem.ShouldBe("address_refused");
        receiver.All.Count.ShouldBe(2);
    }

    [Theory, OnSqlite]
    public async Task CVE_2024_37164_a_closed_port_and_one_that_says_nothing_look_the_same(Engine engine)
    {
        _ = engine;
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var closed = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        // Addresses for documentation: no packet to them is ever answered.
        using var client = new OutboundClient(new ServerSettings { Data = "nowhere", OutboundAllow = ["127.0.0.1", "192.0.2.0/24"] });
        var seen = new List<(OutboundReply Reply, TimeSpan Took)>();
        foreach (var url in (string[])[$"http://127.0.0.1:{closed}/", "http://192.0.2.1:8080/"])
        {
            var since = System.Diagnostics.Stopwatch.GetTimestamp();
            seen.Add((await client.Post(new Uri(url), [], [], TimeSpan.FromSeconds(20), default), System.Diagnostics.Stopwatch.GetElapsedTime(since)));
        }
        seen[0].Reply.ShouldBe(seen[1].Reply);
        (seen[0].Reply.Problem, seen[0].Reply.DurationMs).ShouldBe(("unreachable", null));
        (seen[0].Took - seen[1].Took).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
    }

    [Theory, OnSqlite]
    public async Task A_server_without_webhooks_asks_for_no_name_and_calls_nobody(Engine engine)
    {
        var names = new Names();
        await using var server = await TestServer.Start(engine, change: s => s with { Resolve = names.Resolve });
        var project = await Project.Make(server);
        await project.Label(server.Owner, "billing");
        await project.Freeze();
        await Task.Delay(700);
        names.Asked.ShouldBe(0);
        File.Exists(Path.Combine(server.Folder, "secrets.key")).ShouldBeFalse();
    }
}
