using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Review;

/// <summary>The annotator whom a thread concerns, and the assignment that they see it at.</summary>
sealed record Addressee(string Member, string Assignment);

/// <summary>Threads of comments as people see them, and the few steps that change one.</summary>
static class Threads
{
    /// <summary>Those who see the threads of everybody in a project, reply, and settle them.</summary>
    internal const Roles Judges = Roles.Managers | Roles.Reviewer;

    internal const string Counter = "issues:open";

    internal sealed record Open(string Id, string Project, string Task, string OpenedBy, string Member, string State, long Comments);

    /// <summary>Threads that meet a condition on <c>q</c>, with their comments, the first one asked first.</summary>
    internal static async ValueTask<List<ThreadView>> Of(Session s, CurrentMember me, Sql condition)
    {
        var found = await s.All($"""
            SELECT q.id, q.state, q.created, q.comments, q.seen, q.member, {Pin.Columns} FROM issue q WHERE q.workspace = {s.Workspace} AND {condition} ORDER BY q.created, q.id
            """, r => (Id: r.Text(0), Pin: Pin.Of(r, 6), State: r.Text(1), At: r.Long(2), Unseen: r.Text(5) == me.Id ? r.Long(3) - r.Long(4) : 0));
        var comments = (await s.All($"""
            SELECT c.issue, c.id, m.id, m.name, c.body, c.at FROM issue_comment c JOIN member m ON m.id = c.author AND m.workspace = c.workspace
            WHERE c.issue IN {new Ids([.. found.Select(f => f.Id)])} AND c.workspace = {s.Workspace} ORDER BY c.issue, c.n
            """, r => (Issue: r.Text(0), View: new CommentView(r.Text(1), r.Text(3), r.Text(2) == me.Id, r.Text(4), r.Long(5)))))
            .ToLookup(c => c.Issue, c => c.View, StringComparer.Ordinal);
        return [.. found.Select(f => new ThreadView(f.Id, f.Pin, f.State, f.At, f.Unseen, [.. comments[f.Id]]))];
    }

    /// <summary>Locks a thread that the caller may see: their own, or any if they judge. Null if there is none.</summary>
    internal static async ValueTask<Open?> Lock(Session s, CurrentMember me, string id)
    {
        var found = await s.One($"SELECT id, project, task, opened_by, member, state, comments FROM issue WHERE id = {id} AND workspace = {s.Workspace} {Dialect.Lock}",
            r => new Open(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Text(5), r.Long(6)));
        return found is not null && (found.Member == me.Id || me.Is(Judges)) ? found : null;
    }

    /// <summary>Begins a thread with its first comment.</summary>
    /// <param name="s">The unit.</param>
    /// <param name="me">Who begins it.</param>
    /// <param name="project">The project.</param>
    /// <param name="task">The task.</param>
    /// <param name="to">The annotator whom it concerns; null if it is among those who judge.</param>
    /// <param name="pin">What it is about.</param>
    /// <param name="text">What they say.</param>
    internal static async ValueTask<string> Begin(Session s, CurrentMember me, string project, string task, Addressee? to, Pin? pin, string text)
    {
        var id = s.NewId();
        await s.Run($"""
            INSERT INTO issue (id, workspace, project, task, assignment, opened_by, member, object, x, y, span_start, span_end, state, created, changed, comments, seen)
            VALUES ({id}, {s.Workspace}, {project}, {task}, {to?.Assignment ?? ""}, {me.Id}, {to?.Member ?? ""}, {pin?.Object}, {pin?.At?.X}, {pin?.At?.Y}, {pin?.Span?.Start}, {pin?.Span?.End},
              'open', {s.Now}, {s.Now}, 0, 0)
            """);
        await Say(s, me, new(id, project, task, me.Id, to?.Member ?? "", "open", 0), text);
        await EventCalls.Count(s, project, Counter, 1);
        await EventCalls.Record(s, me.Id, "issue.opened", id, project: project);
        return id;
    }

    /// <summary>Adds a comment to a locked thread; the id of it.</summary>
    internal static async ValueTask<string> Say(Session s, CurrentMember me, Open thread, string text)
    {
        var (id, n) = (s.NewId(), thread.Comments + 1);
        await s.Run($"INSERT INTO issue_comment (id, workspace, issue, n, author, body, at) VALUES ({id}, {s.Workspace}, {thread.Id}, {n}, {me.Id}, {text}, {s.Now})");
        // Who writes has read what is there.
        await s.Run($"""
            UPDATE issue SET comments = {n}, seen = CASE WHEN member = {me.Id} THEN {n} ELSE seen END, changed = {s.Now} WHERE id = {thread.Id} AND workspace = {s.Workspace}
            """);
        return id;
    }

    internal static async ValueTask Turn(Session s, CurrentMember me, Open thread, string state)
    {
        if (thread.State == state)
            return;
        var by = state == "resolved" ? me.Id : null;
        await s.Run($"UPDATE issue SET state = {state}, resolved_by = {by}, changed = {s.Now} WHERE id = {thread.Id} AND workspace = {s.Workspace}");
        await EventCalls.Count(s, thread.Project, Counter, state == "open" ? 1 : -1);
        await EventCalls.Record(s, me.Id, state == "open" ? "issue.reopened" : "issue.resolved", thread.Id, project: thread.Project);
    }
}
