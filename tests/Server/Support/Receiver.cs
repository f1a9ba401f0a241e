using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Groundwork.Server.Tests.Support;

/// <summary>One message as it came in.</summary>
public sealed record Received(string Id, long Seconds, string Signature, string Body, string Path)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    /// <summary>As the guide tells receivers to check: one of the signatures is by this secret.</summary>
    public bool IsSignedBy(string secret)
    {
        var right = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{Id}.{Seconds}.{Body}")));
        return Signature.Split(' ').Contains(right);
    }
}

/// <summary>Somebody on this machine who is told what happens, and answers as the test wants.</summary>
public sealed class Receiver : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<Received> received = new();

    Receiver(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public int Port => new Uri(Url).Port;

    public List<Received> All => [.. received];

    /// <summary>Answers the message; without it, everything is fine.</summary>
    public Func<HttpContext, Received, int, Task> Answers { get; set; } = (_, _, _) => Task.CompletedTask;

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver.app.Urls.Add("http://127.0.0.1:0");
        receiver.app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers;
            var message = new Received(headers["webhook-id"]!, long.Parse(headers["webhook-timestamp"]!, System.Globalization.CultureInfo.InvariantCulture), headers["webhook-signature"]!,
                await reader.ReadToEndAsync(), context.Request.Path);
            receiver.received.Enqueue(message);
            await receiver.Answers(context, message, receiver.received.Count);
        });
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>Answers with these in turn, then with the last one.</summary>
    public Receiver With(params int[] statuses)
    {
        Answers = (context, _, n) =>
        {
            context.Response.StatusCode = statuses[Math.Min(n, statuses.Length) - 1];
            return Task.CompletedTask;
        };
        return this;
    }

    public Task<List<Received>> Until(int count, int seconds = 20) => Poll.Until(() => Task.FromResult(All), all => all.Count >= count, seconds);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>Webhooks in a test.</summary>
public static class Hooks
{
    public static readonly string[] Everything = ["project.created", "import.finished", "import.failed", "annotation.submitted", "task.completed", "task.disputed", "review.given",
        "snapshot.frozen", "export.ready", "job.failed"];

    /// <summary>A server that may call receivers on this machine.</summary>
    public static Task<TestServer> Listened(Engine engine) => TestServer.Start(engine, change: s => s with { OutboundAllow = ["127.0.0.1"] });

    public static async Task<(string Id, string Secret)> Hook(this TestServer server, Receiver to, string path = "/", string[]? projects = null, Client? by = null, params string[] events)
    {
        var made = (await (by ?? server.Owner).Post("/api/webhooks", new { name = "A receiver", url = to.Url + path, events = events.Length > 0 ? events : Everything, projects })).Expect(201);
        return (made.Text("id"), made.Text("secret"));
    }

    public static async Task<string> Ping(this TestServer server, string hook) => (await server.Owner.Post($"/api/webhooks/{hook}/ping")).Expect(202).Text("deliveryId");

    public static async Task<Answer> Delivery(this TestServer server, string id) => (await server.Owner.Get($"/api/webhook-deliveries/{id}")).Expect(200);

    /// <summary>The delivery, once so many tries are noted.</summary>
    public static Task<Answer> Tried(this TestServer server, string id, int times, int seconds = 20) =>
        Poll.Until(() => server.Delivery(id), d => d.ItemsOf("attempts").Count >= times, seconds);

    public static async Task<Answer> See(this TestServer server, string hook) => (await server.Owner.Get($"/api/webhooks/{hook}")).Expect(200);

    public static string? Problem(this Answer delivery) => delivery["delivery"].GetProperty("problem").GetString();
}
