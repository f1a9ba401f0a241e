using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Groundwork.Server.Features.Exchange;

/// <summary>Sends a file that is still being written. It ends only where the file ends; if that never comes, the connection breaks.</summary>
sealed class GrowingAnswer : IResult
{
    /// <summary>The last byte that is asked for by whoever wants a file of unknown length as it grows (RFC 8673).</summary>
    const long Live = 9_007_199_254_740_991;

    readonly GrowingFile file;
    readonly EntityTagHeaderValue tag;
    readonly long from;
    readonly long? to;
    readonly bool isPart;
    string mediaType = "", name = "";

    GrowingAnswer(GrowingFile file, EntityTagHeaderValue tag, long from, long? to, bool isPart) => (this.file, this.tag, this.from, this.to, this.isPart) = (file, tag, from, to, isPart);

    /// <summary>
    /// The answer to a request, once it can be given: a range without an end has to wait until the length is known, because
    /// ordinary clients take the last byte that is named for the end of the file. Null when the file has ended by then.
    /// </summary>
    internal static async Task<GrowingAnswer?> Of(HttpContext context, GrowingFile file, EntityTagHeaderValue tag, CancellationToken cancel)
    {
        var (from, to, isPart) = Asked(context.Request, tag) is { } range ? (range.From ?? -1, range.To ?? -1, true) : (0, Live, false);
        if (!file.Join())
            return null;
        if (isPart && !await Ready(file, from, to, cancel) || !isPart && file.Ended)
        {
            file.Leave();
            return null;
        }
        return new GrowingAnswer(file, tag, from, to == Live ? null : to, isPart);
    }

    internal void Named(string type, string fileName) => (mediaType, name) = (type, fileName);

    static Task<bool> Ready(GrowingFile file, long from, long to, CancellationToken cancel) =>
        from < 0 || to < 0 ? Ended(file, cancel) : file.Reached(to == Live ? from : to, cancel);

    static async Task<bool> Ended(GrowingFile file, CancellationToken cancel)
    {
        await file.Reached(long.MaxValue, cancel);
        return false;
    }

    // Several ranges at once, or a part of another file, is answered by the whole.
    static RangeItemHeaderValue? Asked(HttpRequest request, EntityTagHeaderValue tag)
    {
        var headers = request.GetTypedHeaders();
        var same = headers.IfRange is null || headers.IfRange.EntityTag?.Compare(tag, useStrongComparison: true) == true;
        return same && headers.Range is { Ranges: { Count: 1 } ranges } wanted && wanted.Unit == "bytes" ? ranges.First() : null;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = isPart ? 206 : 200;
        response.ContentType = mediaType;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ETag = tag.ToString();
        response.Headers.AcceptRanges = "bytes";
        if (isPart)
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to ?? Live}/*");
        if (to is { } last)
            response.ContentLength = last - from + 1;
        try
        {
            await response.StartAsync(httpContext.RequestAborted);
            await Send(response, httpContext.RequestAborted);
            if (file.Failed && to is null)
                httpContext.Abort();
        }
        finally
        {
            file.Leave();
        }
    }

    async Task Send(HttpResponse response, CancellationToken cancel)
    {
        var buffer = new byte[128 * 1024];
        var end = to is { } last ? last + 1 : long.MaxValue;
        for (var at = from; at < end && await file.Reached(at, cancel);)
        {
            var n = await file.Read(buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - at)), at, cancel);
            await response.Body.WriteAsync(buffer.AsMemory(0, n), cancel);
            at += n;
            // What is there is sent before it waits.
            if (at >= file.Written)
                await response.Body.FlushAsync(cancel);
        }
    }
}
