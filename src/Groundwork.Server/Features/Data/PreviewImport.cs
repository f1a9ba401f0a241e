using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Groundwork.Storage.Blobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Shows how a file of items would be read, before there is a dataset to read it into. Nothing is written.</summary>
public sealed class PreviewImport : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/imports/preview", Handle).For(Roles.Managers).Heavy()
        .Accepts<byte[]>("application/octet-stream", "*/*").WithMetadata(new UnlimitedBody()).ProducesProblem(400).ProducesProblem(422);

    static async Task<Results<Ok<ImportItems.Response>, ProblemHttpResult>> Handle(
        HttpRequest request, [AsParameters] ItemFile file, CurrentMember me, Db db, FolderBlobs blobs, CancellationToken cancel)
    {
        var (reader, refusal) = file.Reader();
        return refusal is not null ? refusal : await ImportItems.Preview(db, blobs, me.Workspace, null, file, reader, request.Body, cancel);
    }
}
