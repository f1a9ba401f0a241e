using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Work;

/// <summary>Gives a task back unanswered, with a reason. The member doesn't get it again; others do.</summary>
public sealed class SkipTask : ISlice
{
    public sealed record Request([OneOf("unclear", "broken", "not_qualified", "harmful", "other")] string Reason, string? Comment = null);

    static readonly string[] Reasons = ["unclear", "broken", "not_qualified", "harmful", "other"];

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/assignments/{id}/skip", Handle).For(Roles.Workers, In.Assignment)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, Request request, CurrentMember me, Db db)
    {
        var faults = new List<Fault>();
        if (!Reasons.Contains(request.Reason, StringComparer.Ordinal))
            faults.Add(new("/reason", "reason", $"The reason is one of {string.Join(", ", Reasons)}."));
        if (request.Comment is { Length: > 2000 } || request.Comment?.Contains('\0') == true)
            faults.Add(new("/comment", "too_long", "A comment has at most 2,000 characters."));
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        return await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            if (await Lease.Lock(s, id, me.Id) is not { } lease)
                return Problem.NotFound("assignment");
            if (lease.State == "skipped")
                return TypedResults.NoContent();
            if (lease.State is not ("leased" or "expired"))
                return Problem.Conflict(lease.State, "This task is no longer yours to skip.", "Go on with the next one.");
            await Skip(s, lease, request.Reason, request.Comment);
            return TypedResults.NoContent();
        });
    }

    /// <summary>Gives a task back that a member holds, or held until the lease ran out.</summary>
    internal static async ValueTask Skip(Session s, Lease lease, string reason, string? comment)
    {
        if (lease.State == "leased")
            await Expiry.End(s, lease.Id, lease.Task, lease.Project, "skipped", $"", reason, comment);
        else
            await Expiry.Explain(s, lease, reason, comment);
        await EventCalls.Count(s, lease.Project, "skipped", 1);
        await EventCalls.Record(s, lease.Member, "task.skipped", lease.Task, project: lease.Project);
    }
}
