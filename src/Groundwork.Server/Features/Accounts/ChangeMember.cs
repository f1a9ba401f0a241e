using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Gives a member another role, pauses them, or lets them go on. A paused member is signed out at once.</summary>
public sealed class ChangeMember : ISlice
{
    public sealed record Request([OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string? Role = null, [OneOf("active", "paused")] string? State = null);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPatch("/members/{id}", Handle).For(Roles.Managers).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        if (request.Role is { } wanted && !MemberRoles.Known(wanted))
            faults.Add(new("/role", "role", $"The role is one of {MemberRoles.List}."));
        if (request.State is not (null or "active" or "paused"))
            faults.Add(new("/state", "state", "The state is active or paused."));
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        return await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            // Locking the owners, too, keeps two of them from demoting each other at the same moment.
            var owners = await s.All($"SELECT id FROM member WHERE workspace = {me.Workspace} AND role = 'owner' AND state = 'active' ORDER BY id {Dialect.Lock}", r => r.Text(0));
            var found = await s.One($"SELECT role, state FROM member WHERE id = {id} AND workspace = {me.Workspace} {Dialect.Lock}", r => Tuple.Create(r.Text(0), r.Text(1)));
            if (found is not var (role, state))
                return Problem.NotFound("member");
            if (!MemberRoles.MayGive(me, role) || request.Role is { } next && !MemberRoles.MayGive(me, next))
                return MemberRoles.TooHigh;
            if (owners is [var last] && last == id && (request.Role is not (null or "owner") || request.State == "paused"))
                return Problem.Conflict("last_owner", "A workspace needs an owner.", "Make somebody else an owner first.");
            if (state == "invited" && request.State == "active")
                return Problem.Conflict("invited", "This person hasn't come in yet.", "Send them their invitation link; opening it makes them active.");
            await s.Run($"UPDATE member SET role = {request.Role ?? role}, state = {request.State ?? state} WHERE id = {id} AND workspace = {me.Workspace}");
            if (request.State == "paused")
                await s.Run($"DELETE FROM login WHERE member = {id} AND workspace = {me.Workspace}");
            await EventCalls.Record(s, me.Id, "member.changed", id);
            return TypedResults.NoContent();
        });
    }
}
