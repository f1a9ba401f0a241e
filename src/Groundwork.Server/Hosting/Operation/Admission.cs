using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>
/// Lets in no more than the server can do: when too much is under way, or work waits too long for its turn in the database, what can wait is
/// refused before anything is done for it, the heavy first and people's answers last.
/// </summary>
public sealed class Admission(RequestDelegate next, Db db, ServerMeter meter, ServerSettings settings, RateLimits limits)
{
    readonly int most = settings.Limits.Requests;
    int admitted;

    public Task InvokeAsync(HttpContext context)
    {
        var route = RouteFacts.Of(context.GetEndpoint());
        context.Features.Get<RequestNote>()!.Route = route;
        if (route.Class == RequestClass.Always)
            return next(context);
        return limits.Resting(context) is { } resting ? resting.ExecuteAsync(context)
            : Refusal(route, context) is { } refusal ? refusal.ExecuteAsync(context)
            : Admit(context);
    }

    async Task Admit(HttpContext context)
    {
        Interlocked.Increment(ref admitted);
        var note = context.Features.Get<RequestNote>()!;
        note.Leaves += Leave;
        try
        {
            await next(context);
        }
        finally
        {
            if (!note.Streams)
                Leave();
        }
    }

    void Leave() => Interlocked.Decrement(ref admitted);

    ProblemHttpResult? Refusal(RouteFacts route, HttpContext context)
    {
        if (most <= 0)
            return null;
        var (share, patience) = route.Class switch
        {
            RequestClass.Heavy => (0.5, 500),
            RequestClass.Usual => (0.75, 1000),
            _ => (1.0, 2000),
        };
        var wait = Math.Max(db.Meter.Writes.Wait.TotalMilliseconds, db.Meter.Reads.Wait.TotalMilliseconds);
        if (Volatile.Read(ref admitted) < most * share && wait <= patience)
            return null;
        meter.Refused(route.Class switch { RequestClass.Heavy => "overload_heavy", RequestClass.Usual => "overload", _ => "overload_work" });
        // Not all at once again: who is refused together comes back spread over as long again.
        var seconds = (int)Math.Clamp(Math.Ceiling(wait / 1000), 1, 30);
        context.Response.Headers.RetryAfter = RateLimits.SecondsText(seconds + Environment.TickCount % (seconds + 1));
        return Problem.Of(503, "overloaded", "The server has more to do than it can just now.", "Nothing of this request was done. Send it again after the seconds that Retry-After says.");
    }
}
