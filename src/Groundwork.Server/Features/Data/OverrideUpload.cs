using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Lets an upload go on through a network that passes only GET and POST: the method stands in a header, as the protocol has it.</summary>
public sealed class OverrideUpload : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/uploads/{id}", Handle).For(Roles.Managers).SpeaksTus()
        .Accepts<byte[]>(isOptional: true, Tus.ChunkType, "*/*").WithMetadata(new UnlimitedBody())
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(410).ProducesProblem(412).ProducesProblem(423).ProducesProblem(460);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(string id, HttpContext http, CurrentMember me, Uploads uploads) =>
        (await uploads.Find(me, id)).Refusal is { } refusal ? refusal : http.Request.Headers["X-HTTP-Method-Override"].ToString() switch
        {
            "PATCH" => await AppendUpload.Handle(id, http, me, uploads),
            "DELETE" => await DiscardUpload.Handle(id, http, me, uploads),
            _ => Problem.Of(400, "method", "This address takes a POST only in place of another method.", "Send X-HTTP-Method-Override: PATCH or DELETE, or use these methods."),
        };
}
