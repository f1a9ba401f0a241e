using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Groundwork.Server.Commands;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Tests.Hosting;

/// <summary>HTTPS from PEM files: what a browser sees, what its cookie is, and what happens when the files change.</summary>
public class TlsTests
{
    sealed record Files(string Certificate, string Key) : IDisposable
    {
        internal static Files New(string name)
        {
            var folder = Directory.CreateTempSubdirectory("groundwork-tls-").FullName;
            var files = new Files(Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
            files.Write(name);
            return files;
        }

        // As authorities do it: the server's certificate first, then the one that signed it; the root is the browser's.
        internal void Write(string name)
        {
            using var root = Issue("root", null, 30, isAuthority: true);
            using var between = Issue($"between root and {name}", root, 25, isAuthority: true);
            using var own = Issue(name, between, 20, isAuthority: false);
            File.WriteAllText(Certificate, own.ExportCertificatePem() + "\n" + between.ExportCertificatePem() + "\n");
            File.WriteAllText(Key, own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
        }

        static X509Certificate2 Issue(string name, X509Certificate2? issuer, int years, bool isAuthority)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
            var from = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
            if (issuer is null)
                return request.CreateSelfSigned(from, from.AddYears(years));
            using var issued = request.Create(issuer, from, from.AddYears(years), RandomNumberGenerator.GetBytes(8));
            return issued.CopyWithPrivateKey(key);
        }

        public void Dispose() => Directory.Delete(Path.GetDirectoryName(Certificate)!, recursive: true);
    }

    static ServerSettings With(ServerSettings settings, Files files) => settings with { TlsCertificate = files.Certificate, TlsKey = files.Key };

    // Its own connection each time, so that each request sees the certificate of the moment.
    static async Task<(HttpResponseMessage Response, string Subject, int Chain)> Get(string url, HttpMethod? method = null, string path = "/health/live", HttpContent? body = null, string? cookie = null)
    {
        var (subject, chain) = ("", 0);
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, built, _) =>
                {
                    (subject, chain) = (certificate!.Subject, built!.ChainElements.Count);
                    return subject.StartsWith("CN=", StringComparison.Ordinal);
                },
            },
        })
        { DefaultRequestVersion = HttpVersion.Version20 };
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, url + path) { Content = body, Version = HttpVersion.Version20 };
        request.Headers.Add("X-Groundwork", "1");
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return (await client.SendAsync(request), subject, chain);
    }

    [Theory, OnSqlite]
    public async Task A_certificate_and_its_chain_are_shown_and_the_cookie_is_bound_to_the_host(Engine engine)
    {
        using var files = Files.New("one");
        await using var server = await TestServer.Start(engine, change: s => With(s, files));
        server.Url.ShouldStartWith("https://");
        var (response, subject, chain) = await Get(server.Url);
        (response.StatusCode, response.Version, subject, chain).ShouldBe((HttpStatusCode.OK, HttpVersion.Version20, "CN=one", 2));
        var token = await server.OwnerLink();
        var (signedIn, _, _) = await Get(server.Url, HttpMethod.Post, "/api/session", new StringContent($"{{\"token\":\"{token}\"}}", System.Text.Encoding.UTF8, "application/json"));
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("__Host-groundwork=gws_");
        foreach (var part in (string[])["secure", "httponly", "samesite=lax", "path=/"])
            cookie.ShouldContain(part, Case.Insensitive);
        cookie.ShouldNotContain("domain", Case.Insensitive);
        var secret = cookie.Split(';')[0];
        (await Get(server.Url, path: "/api/session", cookie: secret)).Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        // Under the name that plain HTTP uses it counts for nothing here.
        (await Get(server.Url, path: "/api/session", cookie: secret.Replace("__Host-", "", StringComparison.Ordinal))).Response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory, OnSqlite]
    public async Task A_renewed_certificate_is_taken_up_and_a_broken_one_is_not(Engine engine)
    {
        using var files = Files.New("one");
        await using var server = await TestServer.Start(engine, change: s => With(s, files));
        async Task<string> Subject() => (await Get(server.Url)).Subject;
        (await Subject()).ShouldBe("CN=one");
        files.Write("two");
        await Poll.Until(Subject, s => s == "CN=two");
        await File.WriteAllTextAsync(files.Key, "not a key");
        server.Clock.Advance(TimeSpan.FromSeconds(10));
        await Task.Delay(TimeSpan.FromSeconds(6));
        (await Subject()).ShouldBe("CN=two");
        files.Write("three");
        await Poll.Until(Subject, s => s == "CN=three");
    }

    [Theory, OnSqlite]
    public async Task Files_that_are_no_certificate_stop_the_start_in_words(Engine engine)
    {
        using var files = Files.New("one");
        await File.WriteAllTextAsync(files.Key, "not a key");
        (await Should.ThrowAsync<UnusableCertificateException>(() => TestServer.Start(engine, change: s => With(s, files)))).Message.ShouldContain("PEM");
        File.Delete(files.Key);
        await Should.ThrowAsync<FileNotFoundException>(() => TestServer.Start(engine, change: s => With(s, files)));
        await Should.ThrowAsync<Refusal>(() => TestServer.Start(engine, change: s => s with { TlsCertificate = files.Certificate }));
    }

    [Theory, OnSqlite]
    public async Task The_command_line_reaches_a_server_with_TLS_and_nobody_elses_machine_does_so_without(Engine engine)
    {
        using var files = Files.New("one");
        await using var server = await TestServer.Start(engine, change: s => With(s, files));
        var address = RunningServer.Other(server.Folder)!;
        address.Url.ShouldStartWith("http://127.0.0.1:");
        using var client = RunningServer.Client(address);
        (await client.GetAsync(new Uri("/api/session", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
