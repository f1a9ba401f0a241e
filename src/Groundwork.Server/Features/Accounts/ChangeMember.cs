using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Gives a member another role, pauses them, or lets them go on. A paused member is signed out at once, and others get what they had begun.</summary>
public sealed class ChangeMember : ISlice
{
    public sealed record Request([OneOf("owner", "manager", "reviewer", "annotator", "viewer")] string? Role = null, [OneOf("active", "paused")] string? State = null);

    internal sealed record Found(string Role, string State, bool IsLastOwner);

    internal static readonly ProblemHttpResult LastOwner = Problem.Conflict("last_owner", "A workspace needs an owner.", "Make somebody else an owner first.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPatch("/members/{id}", Handle).For(Roles.Managers).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        if (request.Role is { } wanted && !MemberRoles.Known(wanted))
            faults.Add(new("/role", "role", $"The role is one of {MemberRoles.List}."));
        if (request.State is not (null or "active" or "paused"))
            faults.Add(new("/state", "state", "The state is active or paused."));
        return await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var (found, refusal) = await Locked(s, me, id);
            if (found is null)
                return refusal!;
            if (faults.Count > 0)
                return Problem.Invalid(faults);
            if (request.Role is { } next && !MemberRoles.MayGive(me, next))
                return MemberRoles.TooHigh;
            if (found.IsLastOwner && (request.Role is not (null or "owner") || request.State == "paused"))
                return LastOwner;
            if (found.State == "invited" && request.State == "active")
                return Problem.Conflict("invited", "This person hasn't come in yet.", "Send them their invitation link; opening it makes them active.");
            if (found.State == "removed")
                return Problem.Conflict("removed", "This person was removed.", "Make a new invitation link for them; opening it makes them a member again.");
            var (role, state) = (request.Role ?? found.Role, request.State ?? found.State);
            await s.Run($"UPDATE member SET role = {role}, state = {state} WHERE id = {id} AND workspace = {me.Workspace}");
            if (state == "paused" && found.State != "paused")
            {
                await Logins.End(s, id, "paused");
                await WorkCalls.GiveBack(s, id);
            }
            await ProjectRoles.GiveBack(s, id, ProjectAccess.Named(role));
            if (role != found.Role)
                await EventCalls.Record(s, me.Id, "member.role." + role, id);
            if (state != found.State)
                await EventCalls.Record(s, me.Id, state == "paused" ? "member.paused" : "member.resumed", id);
            return TypedResults.NoContent();
        });
    }

    /// <summary>Locks a member whom the caller may change, and all owners, so that two of these don't demote each other at the same moment.</summary>
    internal static async ValueTask<(Found?, ProblemHttpResult?)> Locked(Session s, CurrentMember me, string id)
    {
        var owners = await s.All($"""
            SELECT id FROM member WHERE workspace = {me.Workspace} AND role = 'owner' AND state = 'active' AND kind = 'person' ORDER BY id {Dialect.Lock}
            """, r => r.Text(0));
        var found = await s.One($"SELECT role, state FROM member WHERE id = {id} AND workspace = {me.Workspace} {Dialect.Lock}",
            r => new Found(r.Text(0), r.Text(1), owners is [var last] && last == id));
        return found is null ? (null, Problem.NotFound("member")) : MemberRoles.MayGive(me, found.Role) ? (found, null) : (null, MemberRoles.TooHigh);
    }
}
