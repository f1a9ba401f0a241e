using Groundwork.Server.Features.Events;
using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>
/// Removes a member: they are out at once, with their keys and links, and others get what they had begun. Their name and
/// answers stay, and a new invitation brings them back to their drafts.
/// </summary>
public sealed class RemoveMember : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/members/{id}", Handle).For(Roles.Managers)
        .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db) =>
        await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            var (found, refusal) = await ChangeMember.Locked(s, me, id);
            if (found is null)
                return refusal!;
            if (found.State == "removed")
                return TypedResults.NoContent();
            if (found.IsLastOwner)
                return ChangeMember.LastOwner;
            await s.Run($"UPDATE member SET state = 'removed' WHERE id = {id} AND workspace = {me.Workspace}");
            await Logins.End(s, id, "removed");
            await s.Run($"DELETE FROM link WHERE member = {id} AND workspace = {me.Workspace}");
            await s.Run($"DELETE FROM api_key WHERE member = {id} AND workspace = {me.Workspace}");
            await s.Run($"DELETE FROM credential WHERE member = {id} AND workspace = {me.Workspace}");
            await s.Run($"DELETE FROM project_role WHERE member = {id} AND workspace = {me.Workspace}");
            await WorkCalls.GiveBack(s, id);
            await EventCalls.Record(s, me.Id, "member.removed", id);
            return TypedResults.NoContent();
        });
}
