using Microsoft.AspNetCore.Http.Metadata;

namespace Groundwork.Server.Hosting;

/// <summary>Lets a route take a body of any size, because it streams and never holds it.</summary>
public sealed class UnlimitedBody : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => null;
}
