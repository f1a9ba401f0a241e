using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Audit;

/// <summary>Forgets from which addresses a member came. The log's lines stay, and the tree still holds; that this was done is in it, too.</summary>
public sealed class ForgetMemberAddresses : ISlice
{
    public sealed record Response(int Forgotten);

    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/audit/addresses/{member}", Handle).For(Roles.Owner).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string member, CurrentMember me, Db db, AuditSources sources) =>
        await db.Write<Results<Ok<Response>, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (member != EventCalls.Anonymous && !await s.Any($"SELECT 1 FROM member WHERE id = {member} AND workspace = {s.Workspace}"))
                return Problem.NotFound("member");
            var forgotten = await EventCalls.ForgetAddresses(s, sources, member);
            await EventCalls.Record(s, me.Id, "audit.addresses_forgotten", member);
            return TypedResults.Ok(new Response(forgotten));
        });
}
