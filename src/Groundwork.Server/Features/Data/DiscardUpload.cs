using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Takes an upload back, with its bytes. What was imported from it stays.</summary>
public sealed class DiscardUpload : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapDelete("/uploads/{id}", Handle).For(Roles.Managers).SpeaksTus()
        .ProducesProblem(404).ProducesProblem(410).ProducesProblem(412).ProducesProblem(423);

    internal static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, HttpContext http, CurrentMember me, Uploads uploads)
    {
        var (upload, refusal) = await uploads.Find(me, id);
        if (upload is null)
            return refusal!;
        using var turn = await uploads.Take(upload, push: true, http.RequestAborted);
        if (turn is null)
            return AppendUpload.Busy(http.Response);
        await uploads.Remove(upload, turn);
        return TypedResults.NoContent();
    }
}
