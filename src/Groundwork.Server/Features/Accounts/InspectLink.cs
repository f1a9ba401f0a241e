using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Shows what a link would sign its holder into, before it is used up.</summary>
public sealed class InspectLink : ISlice
{
    public sealed record Request(string Token);
    public sealed record Response([OneOf("owner", "invitation", "signin", "reset")] string Kind, string Workspace, string? Name,
        [OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string Role, string? Login, bool HasPassword);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/session/inspect", Handle).ForAnyone().ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(Request request, Db db)
    {
        var link = await db.Read(null, s => LinkState.Find(s, request.Token));
        return link.Refusal is { } refusal ? refusal
            : TypedResults.Ok(new Response(link.Kind, link.WorkspaceName, link.Kind == "owner" ? null : link.MemberName, link.Role, link.Login, link.HasPassword));
    }
}

/// <summary>What a link's secret leads to, or why it doesn't work.</summary>
sealed record LinkState(string Kind, string Workspace, string WorkspaceName, string Member, string MemberName, string Role, string? Login, bool HasPassword,
    ProblemHttpResult? Refusal)
{
    internal static async ValueTask<LinkState> Find(Session s, string token)
    {
        var found = await s.One($"""
            SELECT l.kind, l.workspace, w.name, m.id, m.name, m.role, c.shown, CASE WHEN c.hash IS NULL THEN 0 ELSE 1 END, l.used, l.expires, m.state
            FROM link l JOIN workspace w ON w.id = l.workspace JOIN member m ON m.id = l.member AND m.workspace = l.workspace
            LEFT JOIN credential c ON c.member = m.id AND c.workspace = m.workspace WHERE l.hash = {Secrets.Hash(token)}
            """, r => new LinkState(r.Text(0), r.Text(1), r.Text(2), r.Text(3), r.Text(4), r.Text(5), r.TextOrNull(6), r.Bool(7),
                Refuse(r.LongOrNull(8), r.Long(9), r.Text(10), s.Now)));
        return found ?? new LinkState("", "", "", "", "", "", null, false, Problem.Of(404, "link_unknown", "This link doesn't exist.",
            "It may have been replaced by a newer one. Ask whoever sent it for a new link."));
    }

    static ProblemHttpResult? Refuse(long? used, long expires, string state, long now) =>
        used is not null ? Problem.Of(404, "link_used", "This link was used already.", "A link signs in once. Ask whoever sent it for a new one.")
        : expires <= now ? Problem.Of(404, "link_expired", "This link has expired.", "Ask whoever sent it for a new one.")
        : state == "paused" ? Problem.Of(404, "link_paused", "This member is paused.", "Ask an owner of the workspace.")
        : null;
}
