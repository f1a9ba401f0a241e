using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Server.Hosting.Operation;

namespace Groundwork.Server.Features.Live;

/// <summary>Writes one stream as server-sent events, until its reader leaves or the server stops.</summary>
static class EventAnswer
{
    internal const string Type = "text/event-stream";

    /// <summary>After so long the reader comes again: with whatever cookie it has by then, and to whatever node.</summary>
    internal const long LastsMs = 15 * 60 * 1000;

    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Between two events: nobody is told of a topic more often than two and a half times a second.
    static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(400);

    // Whoever takes nothing for so long is gone.
    static readonly TimeSpan TakesWithin = TimeSpan.FromSeconds(20);

    internal static async Task Write(HttpContext context, ChangeStream stream, TimeSpan lasts, CancellationToken stop, CancellationToken serverStops)
    {
        var response = context.Response;
        response.ContentType = Type;
        // nginx, and what learned from it, would keep the events until there are enough of them.
        response.Headers["X-Accel-Buffering"] = "no";
        response.Headers.CacheControl = "no-store";
        context.Features.Get<RequestNote>()!.BeginsStream();
        var until = Environment.TickCount64 + (long)lasts.TotalMilliseconds;
        try
        {
            while (Environment.TickCount64 < until)
            {
                var telling = await stream.Next(Heartbeat, stop);
                if (!await Send(context, TextOf(telling), stop) || telling.Ended)
                    return;
                await Task.Delay(Rest, stop);
            }
        }
        catch (OperationCanceledException) when (serverStops.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // It ends, and says so below.
        }
        // Not all come back at once: to another node, or to this one when it has started again.
        await Send(context, string.Create(CultureInfo.InvariantCulture, $"retry: {1000 + (Environment.TickCount & 0x7ff)}\n\n"), context.RequestAborted);
    }

    static string TextOf(Telling telling)
    {
        var text = new StringBuilder();
        if (telling.Ended)
            return "event: ended\ndata: {\"changes\":[]}\n\n";
        if (telling.Changes.Count > 0)
            text.Append("event: changed\ndata: ").Append(JsonSerializer.Serialize(new FollowChanges.Response(telling.Changes), JsonSerializerOptions.Web)).Append(telling.Everything ? "\n\n" : "\n");
        if (telling.Everything)
            text.Append("event: everything\ndata: {\"changes\":[]}\n");
        else if (telling.Changes.Count == 0)
            // No comment: a browser shows its page an event only, and so the page knows that the line is alive.
            text.Append("event: here\ndata: {\"changes\":[]}\n");
        // Also with a heartbeat, so that whoever comes back after a quiet hour doesn't begin an hour ago.
        return text.Append("id: ").Append(telling.Told).Append("\n\n").ToString();
    }

    static async Task<bool> Send(HttpContext context, string text, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TakesWithin);
        try
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), patience.Token);
            await context.Response.Body.FlushAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            context.Abort();
            return false;
        }
    }
}
