using System.Globalization;
using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Tells how much of an upload is here, so that it goes on from there.</summary>
public sealed class SeeUpload : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapMethods("/uploads/{id}", [HttpMethods.Head], Handle).For(Roles.Managers).SpeaksTus()
        .ProducesProblem(404).ProducesProblem(410).ProducesProblem(412);

    static async Task<Results<Ok, ProblemHttpResult>> Handle(string id, HttpResponse response, CurrentMember me, Uploads uploads, CancellationToken cancel)
    {
        response.Headers.CacheControl = "no-store";
        var (upload, refusal) = await uploads.Find(me, id);
        if (upload is null)
            return refusal!;
        var offset = uploads.Offset(upload);
        // While it is being written, what is here may still be lost; the writer makes it lasting before it answers. But a file
        // that is all here is only then told to be so when it can be used.
        using (var turn = offset == upload.Length && upload.Sha256 is null ? await uploads.Take(upload, push: false, cancel) : uploads.TryTake(id))
            if (turn is not null)
                (upload, offset) = await uploads.Settle(await uploads.Load(me.Workspace, id) ?? upload, turn);
        response.Tell(offset, upload.Expires);
        response.Headers["Upload-Length"] = upload.Length.ToString(CultureInfo.InvariantCulture);
        if (upload.Metadata.Length > 0)
            response.Headers["Upload-Metadata"] = upload.Metadata;
        return TypedResults.Ok();
    }
}
