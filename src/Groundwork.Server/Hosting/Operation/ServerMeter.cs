using System.Diagnostics;
using System.Diagnostics.Metrics;
using Groundwork.Storage;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>Measures what the server does beside its database. Labels are words of this program: routes, states, reasons; never ids, names or addresses.</summary>
public sealed class ServerMeter
{
    static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    // Boxed once: a request must not make garbage only to be counted.
    static readonly object[] Statuses = [.. Enumerable.Range(0, 600).Select(n => (object)n)];

    readonly Histogram<double> requests;
    readonly Counter<long> refused;
    readonly Counter<long> jobs;
    readonly Counter<long> deliveries;
    int inFlight;

    public ServerMeter(Db db)
    {
        var meter = db.Meter.Meter;
        requests = meter.CreateHistogram("http.server.request.duration", "s", "Requests, by the pattern of their route.", advice: Seconds);
        refused = meter.CreateCounter<long>("groundwork.requests.refused", "{request}", "Requests that were refused before any work, to keep the others served.");
        jobs = meter.CreateCounter<long>("groundwork.jobs.ended", "{job}", "Runs of long work that ended on this node.");
        deliveries = meter.CreateCounter<long>("groundwork.webhook.deliveries", "{delivery}", "Tries to deliver a webhook, by what came of them.");
        meter.CreateObservableGauge("groundwork.live.streams", () => Streams(), "{stream}", "Browsers and programs that follow the changes at this node.");
        meter.CreateObservableGauge("http.server.active_requests", () => InFlight, "{request}", "Requests that are being answered.");
    }

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>How many follow the changes here; set by whoever knows them.</summary>
    internal Func<int> Streams { get; set; } = () => 0;

    internal void Left() => Interlocked.Decrement(ref inFlight);

    internal void Began() => Interlocked.Increment(ref inFlight);

    internal void Ended(long since, RouteFacts? route, string method, int status)
    {
        Left();
        requests.Record(Stopwatch.GetElapsedTime(since).TotalSeconds,
            new("http.request.method", MethodOf(method)), new("http.route", (route ?? RouteFacts.None).Template), new("http.response.status_code", Statuses[status is > 0 and < 600 ? status : 0]));
    }

    /// <param name="reason">A word of this program.</param>
    internal void Refused(string reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="kind">The name of an <see cref="Features.Jobs.IJob"/>.</param>
    /// <param name="outcome">How it ended.</param>
    public void JobEnded(string kind, string outcome) => jobs.Add(1, new("kind", kind), new("outcome", outcome));

    /// <param name="outcome">What came of one try: <c>delivered</c>, <c>refused</c> or <c>unreachable</c>.</param>
    public void Delivered(string outcome) => deliveries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    // A client may send any word as a method; a series for each would never end.
    static string MethodOf(string method) => method switch
    {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        _ => "_OTHER",
    };
}
