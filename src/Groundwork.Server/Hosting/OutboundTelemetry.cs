using System.Net;

namespace Groundwork.Server.Hosting;

/// <summary>
/// The way out to the collector that the operator named at the start. It isn't an address that a user gives, so it may be anywhere; but this client
/// speaks to that one place only, follows nothing and takes no proxy from the environment.
/// </summary>
public static class OutboundTelemetry
{
    public static HttpClient To(Uri collector)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
        };
        return new HttpClient(new OnlyTo(collector, handler)) { Timeout = TimeSpan.FromSeconds(10) };
    }

    sealed class OnlyTo(Uri collector, HttpMessageHandler next) : DelegatingHandler(next)
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => base.Send(Checked(request), cancellationToken);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(Checked(request), cancellationToken);

        HttpRequestMessage Checked(HttpRequestMessage request) =>
            request.RequestUri is { } to && to.Scheme == collector.Scheme && to.Authority == collector.Authority ? request
                : throw new HttpRequestException("Telemetry goes to the collector that --otlp names and nowhere else.");
    }
}
