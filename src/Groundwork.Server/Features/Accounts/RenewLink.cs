using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Makes a new sign-in link for a member who lost theirs; the older one stops working.</summary>
public sealed class RenewLink : ISlice
{
    public sealed record Response(string Link, long ExpiresAt);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/members/{id}/link", Handle).For(Roles.Managers).ProducesProblem(403).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, PublicAddress address) =>
        await db.Write<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var found = await s.One($"SELECT role, state FROM member WHERE id = {id} AND workspace = {me.Workspace} AND kind = 'person'",
                r => Tuple.Create(r.Text(0), r.Text(1)));
            if (found is not var (role, state))
                return Problem.NotFound("member");
            if (!MemberRoles.MayGive(me, role))
                return MemberRoles.TooHigh;
            var link = await AccountCalls.NewLink(s, me.Workspace, id, state == "invited" ? "invitation" : "signin", InviteMember.LastsMs);
            await EventCalls.Record(s, me.Id, "member.link_renewed", id);
            return TypedResults.Ok(new Response($"{address.Url}/join#{link.Secret}", link.Expires));
        });
}
