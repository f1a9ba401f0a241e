using System.Collections;
using Groundwork.Server.Hosting;
using Groundwork.Server.Hosting.Operation;

namespace Groundwork.Server.Tests.Support;

/// <summary>One operation of the running server, as its endpoint table has it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Pattern">The address.</param>
/// <param name="Access">Who may call it.</param>
/// <param name="TakesFile">Whether the body is a file of any size.</param>
/// <param name="Labels">Whether it is marked as a part of labelling.</param>
/// <param name="Streams">Whether its answer has no end.</param>
public sealed record ApiRoute(string Method, string Pattern, Access Access, bool TakesFile, bool Labels, bool Streams)
{
    /// <summary>The path with something in place of each parameter, and a query that every route accepts; a stream is asked for by somebody for whom it isn't, so that it ends.</summary>
    public string PathWith(string id) => Pattern.Replace("{id}", id, StringComparison.Ordinal).Replace("{memberId}", id, StringComparison.Ordinal)
        + (Pattern.EndsWith("/imports", StringComparison.Ordinal) ? "?format=jsonl" : Pattern is "/api/imports/votes" or "/api/imports/snapshot" ? "?name=votes" : Streams ? "?for=nobody" : "");

    /// <summary>A body of the kind that the route takes, with nothing in it.</summary>
    public HttpContent? Something() => Method == "GET" ? null
        : TakesFile ? new ByteArrayContent([]) { Headers = { ContentType = new("application/octet-stream") } }
        : new StringContent("{}", System.Text.Encoding.UTF8, "application/json");

    public bool TakesId => Pattern.Contains("{id}", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>Every API route of the server: what the matrices are made from, so that a new slice is in them from its first day.</summary>
public sealed class RouteTable(WebApplication app) : IEnumerable<ApiRoute>
{
    public IEnumerator<ApiRoute> GetEnumerator() => ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<SliceName>() is not null)
        .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => new ApiRoute(m, e.RoutePattern.RawText!, e.Metadata.GetMetadata<Access>()!,
            e.Metadata.GetMetadata<UnlimitedBody>() is not null, e.Metadata.GetMetadata<Labelling>() is not null, e.Metadata.GetMetadata<EventStream>() is not null)))
        .OrderBy(r => r.ToString(), StringComparer.Ordinal).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
