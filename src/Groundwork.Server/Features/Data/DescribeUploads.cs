using System.Globalization;
using Groundwork.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Data;

/// <summary>Tells a client what kind of resumable uploads this server takes.</summary>
public sealed class DescribeUploads : ISlice
{
    public static void Map(IEndpointRouteBuilder api) => api.MapMethods("/uploads", [HttpMethods.Options], Handle).For(Roles.Managers).SpeaksTus();

    static NoContent Handle(HttpResponse response, Uploads uploads)
    {
        response.Headers["Tus-Version"] = Tus.Version;
        response.Headers["Tus-Extension"] = Tus.Extensions;
        response.Headers["Tus-Max-Size"] = uploads.Limits.FileBytes.ToString(CultureInfo.InvariantCulture);
        response.Headers["Tus-Checksum-Algorithm"] = UploadChecksum.Algorithms;
        return TypedResults.NoContent();
    }
}
