using System.Diagnostics;
using Groundwork.Server.Features.Admin;
using Groundwork.Storage;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>Sends figures, spans and log lines to a collector by OTLP over HTTP. Nothing of it is made unless the operator names one.</summary>
public sealed class Telemetry : IHostedService, IDisposable
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    readonly Uri collector;
    readonly string? headers;
    readonly Figures figures;
    readonly MeterProvider metrics;
    readonly TracerProvider traces;
    readonly ILoggerFactory logs;
    readonly CancellationTokenSource over = new();

    public Telemetry(ServerSettings settings, Figures figures, LogLines lines)
    {
        (collector, headers, this.figures) = (new Uri(settings.Otlp!.TrimEnd('/')), settings.OtlpHeaders, figures);
        var about = ResourceBuilder.CreateDefault().AddService("groundwork", serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(), autoGenerateServiceInstanceId: true);
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(about).AddMeter(DbMeter.Name).AddMeter("System.Runtime")
            .AddOtlpExporter((to, reader) =>
            {
                Point(to, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.OtlpEvery.TotalMilliseconds;
            }).Build();
        // The server's own spans of requests, and this program's of the database. Which share is kept is said by OTEL_TRACES_SAMPLER.
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(about).AddSource(Traffic.RequestSpans).AddSource(DbMeter.Name)
            .AddProcessor(new OnlyFacts())
            .AddOtlpExporter(to =>
            {
                Point(to, "v1/traces");
                to.BatchExportProcessorOptions.ScheduledDelayMilliseconds = (int)Math.Min(5000, settings.OtlpEvery.TotalMilliseconds);
            }).Build();
        logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddOpenTelemetry(log => log.SetResourceBuilder(about).AddOtlpExporter((to, each) =>
        {
            Point(to, "v1/logs");
            each.BatchExportProcessorOptions.ScheduledDelayMilliseconds = (int)Math.Min(5000, settings.OtlpEvery.TotalMilliseconds);
        })));
        var sink = logs.CreateLogger("groundwork");
        lines.Also = line => sink.Log(line.Level, new EventId(0, line.Event), Values(line), null, (_, _) => line.Message);
    }

    static List<KeyValuePair<string, object?>> Values(LogLine line)
    {
        var values = line.Fields.ToList();
        if (line.Error is not null)
            values.Add(new("error", line.Error));
        if (line.Stack is not null)
            values.Add(new("stack", line.Stack));
        values.Add(new("{OriginalFormat}", line.Message));
        return values;
    }

    void Point(OtlpExporterOptions to, string path)
    {
        to.Protocol = OtlpExportProtocol.HttpProtobuf;
        to.Endpoint = new Uri($"{collector}/{path}".Replace($"//{path}", $"/{path}", StringComparison.Ordinal));
        to.Headers = headers;
        to.HttpClientFactory = () => OutboundTelemetry.To(collector);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(KeepCounting, CancellationToken.None);
        return Task.CompletedTask;
    }

    // The exporter asks instruments from a thread of its own, which can't wait for the database.
    async Task KeepCounting()
    {
        while (!over.IsCancellationRequested)
        {
            await figures.Refresh(over.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await Task.Delay(Every, over.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await over.CancelAsync();
        // A collector that doesn't answer delays the end by no more than this.
        await Task.Run(() => (traces.ForceFlush(2000), metrics.ForceFlush(2000)), cancellationToken);
    }

    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
        logs.Dispose();
        over.Dispose();
    }

    /// <summary>Spans keep what is about the program. What the server adds by itself, such as paths, addresses and browsers, is about people.</summary>
    sealed class OnlyFacts : BaseProcessor<Activity>
    {
        static readonly HashSet<string> Kept = new(StringComparer.Ordinal) { "http.request.method", "http.route", "http.response.status_code", "error.type", "network.protocol.version", "groundwork.units" };

        public override void OnEnd(Activity data)
        {
            foreach (var name in data.TagObjects.Select(t => t.Key).Where(k => !Kept.Contains(k)).ToList())
                data.SetTag(name, null);
        }
    }
}
