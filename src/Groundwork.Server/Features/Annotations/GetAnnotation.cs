using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Annotations;

/// <summary>Shows one revision of an answer, or a document that a review made stand, as it was given.</summary>
public sealed class GetAnnotation : ISlice
{
    public sealed record Response(string Id, string TaskId, GetTask.Author Author, long At, long Revision, long OntologyVersion, [Shape("AnswerDocument")] JsonElement Document);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/annotations/{id}", Handle).For(Roles.Readers, In.Annotation).ProducesProblem(404);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(string id, CurrentMember me, Db db, FolderBlobs blobs)
    {
        var found = await db.Read(me.Workspace, s => s.One($"""
            SELECT a.task, m.id, m.name, m.kind, a.submitted, a.revision, a.ontology_version, a.body FROM annotation a JOIN member m ON m.id = a.author AND m.workspace = a.workspace
            WHERE a.id = {id} AND a.workspace = {s.Workspace} AND a.body IS NOT NULL
            """, r => Tuple.Create(new Response(id, r.Text(0), new(r.Text(1), r.Text(2), r.Text(3)), r.Long(4), r.Long(5), r.Long(6), default), r.Text(7))));
        return found is not var (shown, body) ? Problem.NotFound("annotation")
            : TypedResults.Ok(shown with { Document = JsonElement.Parse(AnswerWriter.Canonical(await WholeAnswer.Read(blobs, me.Workspace, body))) });
    }
}
