using System.Diagnostics;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>What is known of a request while it is answered.</summary>
sealed class RequestNote
{
    internal RouteFacts? Route { get; set; }

    /// <summary>Does it only listen? Then it is no work that others wait for, and how long it lasts says nothing.</summary>
    internal bool Streams { get; private set; }

    /// <summary>What gives back the places that it took, once it listens.</summary>
    internal Action? Leaves { get; set; }

    internal void BeginsStream()
    {
        Streams = true;
        Leaves?.Invoke();
    }
}

/// <summary>Measures every request, and logs those that an operator should know of.</summary>
public sealed partial class Traffic(RequestDelegate next, ServerMeter meter, ServerSettings settings, Drain drain, ILogger<Traffic> log)
{
    internal const string RequestSpans = "Microsoft.AspNetCore";

    const int ClosedByClient = 499;

    static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        var since = Stopwatch.GetTimestamp();
        var note = new RequestNote();
        context.Features.Set(note);
        if (drain.Begun && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        meter.Began();
        note.Leaves = meter.Left;
        try
        {
            await next(context);
        }
        finally
        {
            var status = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? ClosedByClient : context.Response.StatusCode;
            if (!note.Streams)
                meter.Ended(since, note.Route, context.Request.Method, status);
            if (Activity.Current is { Source.Name: RequestSpans } span)
                Describe(span, note.Route ?? RouteFacts.None, Known(context.Request.Method), status);
            Tell(Stopwatch.GetElapsedTime(since), note.Route ?? RouteFacts.None, context.Request.Method, status);
        }
    }

    // Only while somebody collects spans: then the server makes its own from this source.
    static void Describe(Activity span, RouteFacts route, string method, int status)
    {
        span.DisplayName = $"{method} {route.Template}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.route", route.Template);
        span.SetTag("http.response.status_code", status);
        if (status >= 500)
            span.SetStatus(ActivityStatusCode.Error);
    }

    void Tell(TimeSpan took, RouteFacts route, string method, int status)
    {
        var notable = status >= 500 && status != 503 || took > Slow && !route.MayTakeLong;
        if (notable)
            Notable(log, Known(method), route.Template, status, (long)took.TotalMilliseconds);
        else if (settings.LogRequests)
            Answered(log, Known(method), route.Template, status, (long)took.TotalMilliseconds);
    }

    static string Known(string method) => method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" ? method : "_OTHER";

    [LoggerMessage(50, LogLevel.Warning, "{Method} {Route} answered {Status} after {Ms} ms", EventName = "request.notable")]
    static partial void Notable(ILogger log, string method, string route, int status, long ms);

    [LoggerMessage(51, LogLevel.Information, "{Method} {Route} answered {Status} after {Ms} ms", EventName = "request")]
    static partial void Answered(ILogger log, string method, string route, int status, long ms);
}
