using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Events;

/// <summary>
/// The front door of Events. Everything here only adds rows in the caller's transaction; no row is
/// shared between callers, so nobody waits. A leader folds and chains them within a second.
/// </summary>
public static class EventCalls
{
    /// <summary>Whoever isn't signed in, as an actor.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>One line for the audit log: who did what to which thing, of which project, and the hashes of it before and after. From where, the session knows.</summary>
    public static async ValueTask Record(Session s, string actor, string action, string subject, string? before = null, string? after = null, string? project = null) =>
        await s.Send($"""
            INSERT INTO audit_leaf (tx, workspace, actor, action, subject, before_hash, after_hash, at, version, project, via, source)
            VALUES ({Dialect.Tx}, {s.Workspace}, {actor}, {action}, {subject}, {before}, {after}, {s.Now}, 2, {project}, {s.Origin.Via}, {s.Origin.Source})
            """);

    /// <summary>Lines of one kind for many things of a project at once, each with its actor and the hash of what it is now.</summary>
    public static async ValueTask RecordAll(Session s, string action, IReadOnlyList<(string Actor, string Subject, string? Project, string After)> lines) =>
        await s.Send($"""
            INSERT INTO audit_leaf (tx, workspace, actor, action, subject, before_hash, after_hash, at, version, project, via, source)
            SELECT {Dialect.Tx}, {s.Workspace}, r.actor, {action}, r.subject, NULL, r.after, {s.Now}, 2, r.project, {s.Origin.Via}, {s.Origin.Source}
            FROM {Rows.Of(lines).Text("actor", l => l.Actor).Text("subject", l => l.Subject).Text("project", l => l.Project).Text("after", l => l.After)} WHERE true
            """);

    /// <summary>Where a request comes from, for the lines that it leaves.</summary>
    public static ValueTask<Origin> From(AuditSources sources, string workspace, string member, string via, string address) => sources.Of(workspace, member, via, address);

    /// <summary>Forgets from which addresses a member came; the log stays whole. How many addresses that were.</summary>
    public static ValueTask<int> ForgetAddresses(Session s, AuditSources sources, string member) => sources.Forget(s, member);

    /// <summary>Lines of the log behind one position and up to another, oldest or newest first.</summary>
    /// <param name="s">The session.</param>
    /// <param name="after">Behind which.</param>
    /// <param name="upTo">Up to which.</param>
    /// <param name="also">What else holds for them: <c>e</c> is the place in the tree, <c>l</c> the line.</param>
    /// <param name="descending">Newest first?</param>
    /// <param name="most">How many.</param>
    public static ValueTask<List<AuditLine>> Lines(Session s, long after, long upTo, Sql also, bool descending, int most) => AuditLine.Between(s, after, upTo, also, descending, most);

    /// <summary>Tells other areas and the screens, after the commit, that something happened.</summary>
    /// <param name="s">The unit.</param>
    /// <param name="kind">What.</param>
    /// <param name="project">In which project.</param>
    /// <param name="subject">To what.</param>
    /// <param name="body">Facts.</param>
    /// <param name="workspace">Where, in a session that is for no workspace.</param>
    public static async ValueTask Raise(Session s, string kind, string? project, string subject, Json? body = null, string? workspace = null) =>
        await s.Send($"""
            INSERT INTO outbox (tx, workspace, project, kind, subject, body, at)
            VALUES ({Dialect.Tx}, {workspace ?? s.Workspace}, {project}, {kind}, {subject}, {body ?? new Json("{}")}, {s.Now})
            """);

    /// <summary>Tells the receivers of the workspace's webhooks, if there are any; nobody in the server listens, so without them it leaves no row.</summary>
    public static async ValueTask Announce(Session s, string kind, string? project, string subject, Json? body = null) =>
        await s.Send($"""
            INSERT INTO outbox (tx, workspace, project, kind, subject, body, at)
            SELECT {Dialect.Tx}, {s.Workspace}, {project}, {kind}, {subject}, {body ?? new Json("{}")}, {s.Now}
            WHERE EXISTS (SELECT 1 FROM webhook WHERE workspace = {s.Workspace} AND state <> 'disabled' AND deleted IS NULL)
            """);

    /// <summary>Changes a project's counter by a difference.</summary>
    public static async ValueTask Count(Session s, string project, string name, long delta)
    {
        if (delta != 0)
            await s.Send($"INSERT INTO counter_delta (workspace, project, name, delta) VALUES ({s.Workspace}, {project}, {name}, {delta})");
    }

    /// <summary>Changes several of a project's counters at once.</summary>
    public static async ValueTask Count(Session s, string project, params IReadOnlyList<(string Name, long Delta)> changes)
    {
        Sql? rows = null;
        foreach (var (name, delta) in changes.Where(c => c.Delta != 0))
        {
            Sql row = $"({s.Workspace}, {project}, {name}, {delta})";
            if (rows is not null)
                row = $"{rows}, {row}";
            rows = row;
        }
        if (rows is not null)
            await s.Send($"INSERT INTO counter_delta (workspace, project, name, delta) VALUES {rows}");
    }

    /// <summary>A project's counters, exact: what is folded plus what is not yet.</summary>
    public static async ValueTask<Dictionary<string, long>> Counters(Session s, string project)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        await s.Each($"""
            SELECT name, CAST(sum(v) AS BIGINT) FROM (
              SELECT name, value AS v FROM counter WHERE project = {project} AND workspace = {s.Workspace}
              UNION ALL SELECT name, delta FROM counter_delta WHERE project = {project} AND workspace = {s.Workspace}) x GROUP BY name
            """, r => found[r.Text(0)] = r.Long(1));
        return found;
    }

    /// <summary>This node's token if it leads now, for work that one node does for all; else null.</summary>
    public static Task<long?> Lead(Leader leader, CancellationToken cancel) => leader.Token(cancel);

    /// <inheritdoc cref="Leader.Holds"/>
    public static ValueTask<bool> Leads(Session s, Leader leader, long token) => leader.Holds(s, token);

    /// <summary>A request that takes effect once, however often it is sent.</summary>
    /// <inheritdoc cref="OnceByKey"/>
    public static OnceByKey Once(CurrentMember me, string route, string key, string fingerprint, string other) => new(me, route, key, fingerprint, other);

    /// <summary>
    /// Makes something once, however often the request is sent: where it brings an Idempotency-Key, what was made the first time is returned again.
    /// Of two at the same moment the second waits for the first. What was refused isn't kept, so that it can be sent again once its cause is mended.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="me">Whose key it is.</param>
    /// <param name="route">What kind of request it is.</param>
    /// <param name="key">The sender's key; without one each request makes something.</param>
    /// <param name="request">All that the request says, as JSON shows it: the same key for something else is refused.</param>
    /// <param name="make">The unit that makes it, or says why not.</param>
    /// <param name="cancel">Ends the wait for the database.</param>
    public static async Task<(T? Made, ProblemHttpResult? Refusal)> MakeOnce<T>(
        Db db, CurrentMember me, string route, string? key, object request, Func<Session, ValueTask<(T? Made, ProblemHttpResult? Refusal)>> make, CancellationToken cancel = default)
        where T : class
    {
        var (once, wrong) = OnceByKey.Of(me, route, key, request);
        if (once is null)
            return wrong is null ? await db.Write(me.Workspace, make, cancel) : (null, wrong);
        return await db.Write(me.Workspace, async s =>
        {
            if (await once.Claim<T>(s) is { } before)
                return (before.First, before.Refusal);
            var (made, refusal) = await make(s);
            if (made is not null)
                return (await once.Keep(s, made), null);
            await once.Drop(s);
            return (null, refusal);
        }, cancel);
    }
}
