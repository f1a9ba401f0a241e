using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Makes a new link for a member who can't get in: to sign in, to set a new password, or to come back. The older one stops working.</summary>
public sealed class RenewLink : ISlice
{
    public sealed record Response(string Link, long ExpiresAt, [OneOf("invitation", "signin", "reset")] string Kind);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/members/{id}/link", Handle).For(Roles.Managers).ProducesProblem(403).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, PublicAddress address, HttpRequest request) =>
        await db.Write<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var found = await s.One($"SELECT role, state FROM member WHERE id = {id} AND workspace = {me.Workspace} AND kind = 'person' {Dialect.Lock}",
                r => Tuple.Create(r.Text(0), r.Text(1)));
            if (found is not var (role, state))
                return Problem.NotFound("member");
            if (!MemberRoles.MayGive(me, role))
                return MemberRoles.TooHigh;
            if (state == "removed")
                await s.Run($"UPDATE member SET state = 'invited' WHERE id = {id} AND workspace = {me.Workspace}");
            var kind = state is "invited" or "removed" ? "invitation" : (await Credentials.Of(s, id))?.Hash is null ? "signin" : "reset";
            var link = await AccountCalls.NewLink(s, me.Workspace, id, kind, InviteMember.LastsMs);
            await EventCalls.Record(s, me.Id, "member.link_renewed", id);
            return TypedResults.Ok(new Response($"{address.For(request)}/join#{link.Secret}", link.Expires, kind));
        });
}
