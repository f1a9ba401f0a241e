using Groundwork.Server.Commands;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Hosting;

/// <summary>Under which names the server answers, whom it believes, and what links and cookies are made of.</summary>
public class AddressTests
{
    static Task<Answer> As(Client by, string host, params (string, string)[] more) => by.Send(HttpMethod.Get, "/api/session", null, [("Host", host), .. more]);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_name_that_is_not_the_servers_is_refused_on_every_route(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { AllowedHosts = ["groundwork.lan"] });
        var port = new Uri(server.Url).Port;
        foreach (var host in (string[])["localhost", $"localhost:{port}", $"127.0.0.1:{port}", "[::1]:80", "LOCALHOST.", "groundwork.lan", "GROUNDWORK.LAN:1234"])
            (await As(server.Owner, host)).Expect(200);
        foreach (var host in (string[])["evil.test", $"evil.test:{port}", "localhost.evil.test", "127.0.0.1.evil.test", "10.1.2.3", "0x7f000001.evil", "groundwork.lan.evil.test"])
        {
            (await As(server.Owner, host)).Expect(400, "unknown_host").Text("detail").ShouldContain("--allow-host");
            foreach (var path in (string[])["/", "/assets/x.js", "/health/live", "/api/nothing"])
                (await server.Owner.Send(HttpMethod.Get, path, null, ("Host", host))).Status.ShouldBe(400);
            (await server.Visitor().Send(HttpMethod.Post, "/api/session", new { token = "x" }, ("Host", host))).Expect(400, "unknown_host");
        }
    }

    [Theory, OnSqlite]
    public async Task A_server_on_all_addresses_answers_to_each_of_the_machines_own_and_shows_one_that_others_can_use(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { Host = "0.0.0.0" });
        var port = new Uri(server.Url).Port;
        var own = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(u => u.Address).Where(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork).ToList();
        using var local = Client.WithKey($"http://127.0.0.1:{port}", TestServer.OwnerKey);
        foreach (var address in own)
            (await As(local, $"{address}:{port}")).Expect(200);
        (await As(local, Environment.MachineName)).Expect(200);
        (await As(local, "203.0.113.7")).Expect(400, "unknown_host");
        var shown = ((PublicAddress)server.App.Services.GetService(typeof(PublicAddress))!).Shown;
        var reachable = own.Find(a => !System.Net.IPAddress.IsLoopback(a));
        if (reachable is not null)
        {
            shown.ShouldNotContain("0.0.0.0");
            shown.ShouldNotContain("127.0.0.1");
        }
        // A link that the owner makes at the server itself is for others, too.
        var link = (await local.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Expect(201).Text("link");
        link.ShouldStartWith(shown + "/join#");
        if (reachable is not null)
            (await local.Send(HttpMethod.Post, "/api/invitations", new { name = "Bob", role = "annotator" }, ("Host", $"{reachable}:{port}"))).Expect(201).Text("link")
                .ShouldStartWith($"http://{reachable}:{port}/join#");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Only_a_proxy_that_was_named_says_scheme_host_and_client(Engine engine)
    {
        (string, string)[] said = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "groundwork.example.org"), ("X-Forwarded-For", "203.0.113.5")];
        await using (var alone = await TestServer.Start(engine))
        {
            var cookie = (await alone.Visitor().Post("/api/session", new { token = await alone.OwnerLink() }, said)).Expect(200).Headers["Set-Cookie"];
            cookie.ShouldStartWith("groundwork=gws_");
            cookie.ShouldNotContain("secure", Case.Insensitive);
            (await alone.All($"SELECT address FROM login", r => r.Text(0))).ShouldBe(["127.0.0.1"]);
        }
        await using var behind = await TestServer.Start(engine, change: s => s with { Proxies = ["127.0.0.1"], AllowedHosts = ["groundwork.example.org"] });
        var secure = (await behind.Visitor().Post("/api/session", new { token = await behind.OwnerLink() }, said)).Expect(200).Headers["Set-Cookie"];
        secure.ShouldStartWith("__Host-groundwork=gws_");
        (await behind.All($"SELECT address FROM login", r => r.Text(0))).ShouldBe(["203.0.113.5"]);
        (await behind.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" }, said)).Expect(201).Text("link").ShouldStartWith("https://groundwork.example.org/join#");
        (await behind.Owner.Send(HttpMethod.Get, "/api/session", null, ("X-Forwarded-Host", "evil.test"))).Expect(400, "unknown_host");
    }

    [Theory, OnSqlite]
    public async Task With_a_public_address_of_https_the_cookie_is_secure_there_and_plain_elsewhere(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { PublicUrl = "https://groundwork.example.org" });
        var there = (await server.Visitor().Post("/api/session", new { token = await server.OwnerLink() }, ("Host", "groundwork.example.org"))).Expect(200).Headers["Set-Cookie"];
        there.ShouldStartWith("__Host-groundwork=");
        var here = server.Visitor();
        (await here.Post("/api/session", new { token = await server.OwnerLink() })).Expect(200).Headers["Set-Cookie"].ShouldStartWith("groundwork=");
        (await here.Get("/api/session")).Expect(200);
        (await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Text("link").ShouldStartWith("https://groundwork.example.org/join#");
    }

    [Theory, OnSqlite]
    public async Task Options_that_make_no_sense_are_refused_in_words(Engine engine)
    {
        foreach (var (change, word) in (List<(Func<ServerSettings, ServerSettings>, string)>)[(s => s with { Host = "my-server" }, "--host"), (s => s with { PublicUrl = "my-server" }, "--public-url"),
            (s => s with { PublicUrl = "ftp://my-server" }, "--public-url"), (s => s with { Proxies = ["my-proxy"] }, "--proxy"), (s => s with { TlsKey = "key.pem" }, "--tls-cert")])
            (await Should.ThrowAsync<Refusal>(() => TestServer.Start(engine, change: change))).Message.ShouldContain(word);
    }
}
