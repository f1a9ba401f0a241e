using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Groundwork.Server.Hosting;

/// <summary>
/// The certificate that the server shows, from PEM files. Whoever renews it replaces the files: they are read again when they
/// change, and as long as they don't fit together the old certificate stays.
/// </summary>
public sealed partial class TlsFiles
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    readonly string certificate, key;
    readonly TimeProvider clock;
    readonly ILogger log;
    readonly Lock gate = new();
    (DateTime, long, DateTime, long) stamp;
    long looked;
    SslServerAuthenticationOptions options;

    /// <exception cref="UnusableCertificateException">The files can't be read, or hold no certificate and its key.</exception>
    public TlsFiles(string certificate, string key, TimeProvider clock, ILogger log)
    {
        (this.certificate, this.key, this.clock, this.log) = (certificate, key, clock, log);
        stamp = Stamp();
        looked = clock.GetTimestamp();
        options = Load();
    }

    /// <summary>What a handshake is to use now.</summary>
    public SslServerAuthenticationOptions Current()
    {
        lock (gate)
        {
            if (clock.GetElapsedTime(looked) < LookEvery)
                return options;
            looked = clock.GetTimestamp();
            try
            {
                var now = Stamp();
                if (now != stamp)
                    (options, stamp) = (Load(), now);
            }
            catch (IOException e)
            {
                Kept(log, e.Message);
            }
            return options;
        }
    }

    SslServerAuthenticationOptions Load()
    {
        try
        {
            using var own = X509Certificate2.CreateFromPemFile(certificate, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            return new SslServerAuthenticationOptions
            {
                // The certificates that follow the own one in the file go to the browser with it.
                ServerCertificateContext = SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null), chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UnusableCertificateException($"{certificate} and {key} give no certificate: {e.Message} Both must be PEM files, and the key must be the certificate's, without a passphrase.", e);
        }
    }

    (DateTime, long, DateTime, long) Stamp()
    {
        var (one, other) = (new FileInfo(certificate), new FileInfo(key));
        return one.Exists && other.Exists ? (one.LastWriteTimeUtc, one.Length, other.LastWriteTimeUtc, other.Length)
            : throw new FileNotFoundException($"There is no file {(one.Exists ? key : certificate)}.");
    }

    [LoggerMessage(3, LogLevel.Warning, "The new certificate is not used, the old one stays: {Why}", EventName = "tls.kept")]
    static partial void Kept(ILogger log, string why);
}

/// <summary>The files that were named for TLS don't give a certificate with its key.</summary>
public sealed class UnusableCertificateException(string message, Exception inner) : IOException(message, inner);
