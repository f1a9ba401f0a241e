using Groundwork.Server.Features.Work;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Opens one of the caller's assignments again, with its draft, whatever became of the lease; an answered one as its answer stands.</summary>
public sealed class GetAssignment : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/assignments/{id}", Handle).For(Roles.Workers, In.Assignment).ProducesProblem(404);

    static async Task<Results<Ok<AssignmentView.View>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs)
    {
        var (view, drafts) = await db.Read(me.Workspace, s => Load(s, me, id));
        if (view is null || drafts is not { Corrects: { } answer })
            return view is null ? Problem.NotFound("assignment") : TypedResults.Ok(view);
        return TypedResults.Ok(view with
        {
            Answer = new(answer.Revision, answer.SubmittedAt, answer.Late, answer.Counted),
            Draft = new(drafts.Saved, await drafts.Document(blobs, me.Workspace)),
        });
    }

    static async ValueTask<(AssignmentView.View?, Drafts?)> Load(Session s, CurrentMember me, string id)
    {
        var view = await WorkCalls.View(s, me, id);
        if (view is not { Assignment.State: "submitted" })
            return (view, null);
        var task = await s.Text($"SELECT task FROM assignment WHERE id = {id} AND workspace = {s.Workspace}") ?? "";
        return (view, await Drafts.Of(s, id, await AnnotationCalls.Latest(s, task, me.Id)));
    }
}
