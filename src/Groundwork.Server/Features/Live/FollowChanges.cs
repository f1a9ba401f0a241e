using System.Text.Json;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Live;

/// <summary>
/// Follows what changes, as server-sent events: each names what may be read anew, and has no data itself. The event <c>changed</c> lists topics;
/// <c>everything</c>, with which a stream begins, says that anything may have changed; <c>here</c>, every
/// 15 seconds, that the line is alive; <c>ended</c> that the caller is no longer signed in.
/// </summary>
public sealed class FollowChanges : ISlice
{
    /// <param name="Topic">What changed.</param>
    /// <param name="Id">The project that it is about; with <c>datasets</c> the dataset. Null where it is about the workspace, or one's own account.</param>
    public sealed record Change([OneOf("project", "people", "tasks", "quality", "reviews", "threads", "work", "snapshots", "jobs", "views",
        "members", "datasets", "imports", "storage", "webhooks", "audit", "account", "access")] string Topic, string? Id);

    /// <param name="Changes">Each once, however often it happened; none with other events than <c>changed</c>.</param>
    public sealed record Response(IReadOnlyList<Change> Changes);

    /// <summary>Whoever was away for longer looks at everything.</summary>
    const long ResumesForMs = 10 * 60 * 1000;

    // As many lines are read for one who comes back; a new look costs less than more of them.
    const int MostLines = 5000;

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/changes", Handle).For(Roles.Everyone).WithMetadata(new EventStream())
        .Produces<Response>(200, EventAnswer.Type).ProducesProblem(400).ProducesProblem(429).ProducesProblem(503);

    /// <param name="context">The request.</param>
    /// <param name="me">The caller.</param>
    /// <param name="db">The database.</param>
    /// <param name="streams">All streams of this node.</param>
    /// <param name="meter">Counts them.</param>
    /// <param name="drain">Whether the server is about to stop.</param>
    /// <param name="life">When it stops.</param>
    /// <param name="after">The id of the last event that was seen, for whoever can't send it as <c>Last-Event-ID</c>.</param>
    /// <param name="for">The member for whom the stream is meant: it doesn't begin if that isn't the caller.</param>
    static async Task<IResult> Handle(HttpContext context, CurrentMember me, Db db, LiveStreams streams, ServerMeter meter, Drain drain, IHostApplicationLifetime life, string? after, string? @for)
    {
        if (@for is not null && @for != me.Id)
            return Problem.Of(400, "other_member", "You are signed in as somebody else.", "Ask GET /api/session who you are, and follow the changes for them.");
        if (drain.Begun)
            return Refuse(context, meter, "draining", 503, 2, "The server is about to stop.", "Follow the changes again after the seconds that Retry-After says.");
        var (stream, tooMany) = streams.Enter(me);
        if (stream is null)
            return tooMany == "all" ? Refuse(context, meter, "streams", 503, 30, "Too many follow the changes at this server.", "Ask again after the seconds that Retry-After says.")
                : Refuse(context, meter, "streams_member", 429, 30, "You follow the changes too often at once.", "One stream tells of all projects. Close those that you don't need.");
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
            var since = Mark.Of(context.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? after);
            if (await Begin(stream, db, streams, since, stop.Token) is { } rights)
                await EventAnswer.Write(context, stream, TimeSpan.FromMilliseconds(Math.Min(rights.LeftMs, EventAnswer.LastsMs)), stop.Token, life.ApplicationStopping);
            else
                return Problem.Of(401, "signed_out", "You are not signed in.", "Sign in again.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || life.ApplicationStopping.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        finally
        {
            streams.Leave(stream);
        }
        return Results.Empty;
    }

    static ProblemHttpResult Refuse(HttpContext context, ServerMeter meter, string reason, int status, int seconds, string title, string todo)
    {
        meter.Refused(reason);
        context.Response.Headers.RetryAfter = RateLimits.SecondsText(seconds);
        return Problem.Of(status, reason == "draining" ? reason : "too_many_streams", title, todo);
    }

    // First the stream is among those that hear, then it looks at what happened before: nothing falls between the two.
    static async Task<Rights?> Begin(ChangeStream stream, Db db, LiveStreams streams, Mark? since, CancellationToken cancel)
    {
        await streams.Followed(cancel);
        for (var tries = 0; ; tries++)
        {
            stream.Look();
            var (rights, missed) = await db.Read<(Rights?, List<News>?)>(stream.Me.Workspace, async s =>
                (await ChangeLog.RightsOf(s, stream.Me), since is { } mark && tries < 3 ? await Missed(s, stream.Me.Workspace, mark) : null), cancel);
            if (rights is null || stream.Begin(rights, missed))
                return rights;
        }
    }

    static async ValueTask<List<News>?> Missed(Session s, string workspace, Mark mark)
    {
        var settled = await ChangeLog.Settled(s);
        // A number from before a restore, or one too old to be worth it.
        if (mark.Tx > settled || mark.At > s.Now + 60_000 || mark.At < s.Now - ResumesForMs || await ChangeLog.Lines(s, mark.Tx, settled, MostLines) is not { } found)
            return null;
        return [.. found.News, .. await ChangeLog.Tasks(s, [workspace], mark.Tx, settled)];
    }
}
