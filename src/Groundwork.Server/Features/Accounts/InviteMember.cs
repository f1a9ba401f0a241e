using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Invites a person: makes a member and the link that lets them in.</summary>
public sealed class InviteMember : ISlice
{
    public sealed record Request(string Name, [OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string Role);
    public sealed record Response(string MemberId, string Link, long ExpiresAt);

    internal const long LastsMs = 14L * 24 * 3600 * 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/invitations", Handle).For(Roles.Managers).ProducesProblem(400).ProducesProblem(403);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(Request request, [FromHeader(Name = "Idempotency-Key")] string? key, CurrentMember me, Db db, PublicAddress address, HttpRequest http)
    {
        var name = request.Name.Trim();
        var faults = new List<Fault>();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
            faults.Add(new("/name", "name", "Give a name of 1 to 100 characters."));
        if (!MemberRoles.Known(request.Role))
            faults.Add(new("/role", "role", $"The role is one of {MemberRoles.List}."));
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        if (!MemberRoles.MayGive(me, request.Role))
            return MemberRoles.TooHigh;
        var (id, refusal) = await EventCalls.MakeOnce<string>(db, me, nameof(InviteMember), key, request, async s => (await Add(s, me, name, request.Role), null));
        if (id is null)
            return refusal!;
        // The link isn't kept anywhere: whoever asks again has not had the first one, and gets another that takes its place.
        var link = await db.Write(me.Workspace, s => AccountCalls.NewLink(s, me.Workspace, id, "invitation", LastsMs));
        return TypedResults.Created((string?)null, new Response(id, $"{address.For(http)}/join#{link.Secret}", link.Expires));
    }

    static async ValueTask<string> Add(Session s, CurrentMember me, string name, string role)
    {
        var id = s.NewId();
        await s.Run($"""
            INSERT INTO member (id, workspace, name, role, kind, state, created)
            VALUES ({id}, {me.Workspace}, {name}, {role}, 'person', 'invited', {s.Now})
            """);
        await EventCalls.Record(s, me.Id, "member.invited." + role, id);
        return id;
    }
}

/// <summary>Which roles there are, and who may give them: nobody gives more than they have.</summary>
static class MemberRoles
{
    internal const string List = "owner, manager, reviewer, annotator, viewer";

    internal static readonly ProblemHttpResult TooHigh = Problem.Of(403, "not_allowed", "Only an owner can give or take that role.", "Ask an owner of the workspace.");

    internal static bool Known(string role) => List.Split(", ").Contains(role, StringComparer.Ordinal);

    internal static bool MayGive(CurrentMember me, string role) => me.Is(Roles.Owner) || role is not ("owner" or "manager");
}
