using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Groundwork.Server.Tests.Operation;

/// <summary>A collector on this machine that takes OTLP over HTTP and reads what it needs of it.</summary>
sealed class Collector : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<(string Path, string Headers, byte[] Body)> received = new();

    Collector(WebApplication app) => this.app = app;

    internal string Url => app.Urls.First();

    internal List<(string Path, string Headers, byte[] Body)> All => [.. received];

    internal static async Task<Collector> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector.app.Urls.Add("http://127.0.0.1:0");
        collector.app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            collector.received.Enqueue((context.Request.Path, $"{context.Request.ContentType} {context.Request.Headers["x-tenant"]}", body.ToArray()));
        });
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>A span, of those that came so far.</summary>
    internal sealed record Span(string Trace, string Id, string Parent, string Name, Dictionary<string, string> Facts);

    internal List<Span> Spans() => [.. Messages("/v1/traces", 1, 2, 2).Select(span => new Span(
        Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5), Facts(span, 9)))];

    internal List<string> Metrics() => [.. Messages("/v1/metrics", 1, 2, 2).Select(metric => Text(metric, 1))];

    internal List<string> Logs() => [.. Messages("/v1/logs", 1, 2, 2).Select(record => Text(Wire.Read(record).First(f => f.Number == 5).Bytes, 1))];

    // Down the levels: resource, scope, and what is in it.
    IEnumerable<byte[]> Messages(string path, params int[] levels) => levels.Aggregate(
        All.Where(r => r.Path == path).Select(r => r.Body), (each, level) => each.SelectMany(m => Wire.Read(m).Where(f => f.Number == level).Select(f => f.Bytes)));

    static string Text(byte[] message, int number) => Encoding.UTF8.GetString(Wire.Read(message).FirstOrDefault(f => f.Number == number)?.Bytes ?? []);

    static string Hex(byte[] message, int number) => Convert.ToHexStringLower(Wire.Read(message).FirstOrDefault(f => f.Number == number)?.Bytes ?? []);

    static Dictionary<string, string> Facts(byte[] message, int number) => Wire.Read(message).Where(f => f.Number == number).ToDictionary(
        f => Text(f.Bytes, 1), f => Wire.Read(Wire.Read(f.Bytes).First(v => v.Number == 2).Bytes).Select(v => v.Bytes.Length > 0 ? Encoding.UTF8.GetString(v.Bytes) : v.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault(""), StringComparer.Ordinal);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    /// <summary>Fields of a message of protocol buffers.</summary>
    sealed record Wire(int Number, ulong Value, byte[] Bytes)
    {
        internal static List<Wire> Read(byte[] message)
        {
            var (fields, at) = (new List<Wire>(), 0);
            while (at < message.Length)
            {
                var tag = Varint(message, ref at);
                var number = (int)(tag >> 3);
                switch (tag & 7)
                {
                    case 0:
                        fields.Add(new(number, Varint(message, ref at), []));
                        break;
                    case 1:
                        fields.Add(new(number, BitConverter.ToUInt64(message, at), []));
                        at += 8;
                        break;
                    case 2:
                        var length = (int)Varint(message, ref at);
                        fields.Add(new(number, 0, message[at..(at + length)]));
                        at += length;
                        break;
                    case 5:
                        fields.Add(new(number, BitConverter.ToUInt32(message, at), []));
                        at += 4;
                        break;
                    default:
                        throw new InvalidDataException($"Wire type {tag & 7} at {at}");
                }
            }
            return fields;
        }

        static ulong Varint(byte[] message, ref int at)
        {
            var value = 0UL;
            for (var shift = 0; ; shift += 7)
            {
                var next = message[at++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                    return value;
            }
        }
    }
}
