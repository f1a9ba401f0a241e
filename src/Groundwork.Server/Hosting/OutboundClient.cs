using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Groundwork.Server.Hosting;

/// <summary>What came of a call: a status, or the code of what kept it from one.</summary>
/// <param name="Text">The beginning of what was answered.</param>
/// <param name="Cut">There was more of it.</param>
/// <param name="DurationMs">Null where no connection came about: how long that took would tell an open port from a closed one.</param>
/// <param name="RetryAfterMs">How long the other side asked to be left alone.</param>
public sealed record OutboundReply(int? Status, string? Problem, string Text, bool Cut, long? DurationMs, long? RetryAfterMs)
{
    public bool Good => Status is >= 200 and < 300;
}

/// <summary>
/// The only way out of the server to an address that somebody typed in. It looks a name up once, checks every address that it leads
/// to and connects to what was checked; it follows nothing, keeps nothing, unpacks nothing and reads little.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    /// <summary>So much of an answer is read.</summary>
    public const int MostBytes = 4096;

    static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(5);

    readonly OutboundRules rules;
    readonly HttpClient http;

    public OutboundClient(ServerSettings settings)
    {
        rules = new OutboundRules(settings);
        http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
            ConnectCallback = Connect,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    public OutboundRules Rules => rules;

    /// <summary>Posts a body and tells what came of it; throws only when it is cancelled.</summary>
    public async Task<OutboundReply> Post(Uri url, IReadOnlyList<(string Name, string Value)> headers, byte[] body, TimeSpan most, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(most);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Groundwork", "1"));
            foreach (var (name, value) in headers)
                request.Headers.Add(name, value);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var (text, cut) = await Beginning(response, limit.Token);
            return new((int)response.StatusCode, null, text, cut, Took(since), RetryAfter(response));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed("timeout", Took(since));
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            return Failed(refused.Refusal.Code, null);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            return Failed("tls", Took(since));
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            // A closed port and one that says nothing look the same, and take the same time.
            if (ConnectsWithin - Stopwatch.GetElapsedTime(since) is { Ticks: > 0 } rest)
                await Task.Delay(rest, cancel);
            return Failed("unreachable", null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed("bad_reply", Took(since));
        }
    }

    static OutboundReply Failed(string problem, long? durationMs) => new(null, problem, "", false, durationMs, null);

    static long Took(long since) => (long)Stopwatch.GetElapsedTime(since).TotalMilliseconds;

    // The server's own lookup is the only one: what it checked is what it connects to.
    async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ConnectsWithin);
        SocketException? last = null;
        try
        {
            foreach (var address in await rules.Addresses(context.DnsEndPoint.Host, limit.Token))
            {
                var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), limit.Token);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch (SocketException e)
                {
                    socket.Dispose();
                    last = e;
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            last = new SocketException((int)SocketError.TimedOut);
        }
        throw last ?? new SocketException((int)SocketError.HostUnreachable);
    }

    static async Task<(string Text, bool Cut)> Beginning(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var bytes = new byte[MostBytes + 1];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        var text = Encoding.UTF8.GetString(bytes, 0, Math.Min(read, MostBytes)).Replace('\0', '\uFFFD');
        return (text, read > MostBytes);
    }

    static long? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => (long)wait.TotalMilliseconds,
        // Both ends of the span are the other side's clock, so that a wrong one does no harm.
        { Date: { } at } when response.Headers.Date is { } now => Math.Max(0, (long)(at - now).TotalMilliseconds),
        _ => null,
    };

    public void Dispose() => http.Dispose();
}
