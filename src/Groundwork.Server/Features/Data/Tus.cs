using System.Globalization;
using System.Text;
using Groundwork.Server.Hosting;

namespace Groundwork.Server.Features.Data;

/// <summary>The words of the tus protocol, by which a file comes in pieces and goes on where it was interrupted.</summary>
static class Tus
{
    internal const string Version = "1.0.0";
    internal const string Extensions = "creation,creation-with-upload,checksum,termination,expiration";
    internal const string ChunkType = "application/offset+octet-stream";
    const int LongestMetadata = 4096, LongestName = 255;

    /// <summary>What was said about a file when its upload began.</summary>
    /// <param name="Name">Its name, fit to be shown; never a place on the disk.</param>
    /// <param name="Sha256">What the whole file must hash to, if it was said.</param>
    /// <param name="Raw">The header as it came.</param>
    internal sealed record Metadata(string Name, string? Sha256, string Raw);

    /// <summary>Marks every answer with the protocol's version, and refuses those who speak another.</summary>
    internal static RouteHandlerBuilder SpeaksTus(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (context, next) =>
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        response.OnStarting(static started =>
        {
            ((HttpResponse)started).Headers["Tus-Resumable"] = Version;
            return Task.CompletedTask;
        }, response);
        if (HttpMethods.IsOptions(request.Method) || request.Headers["Tus-Resumable"] == Version)
            return await next(context);
        response.Headers["Tus-Version"] = Version;
        return Problem.Of(412, "tus_version", $"This server speaks tus {Version}.", $"Send the header \"Tus-Resumable: {Version}\".");
    });

    /// <summary>A count of bytes in a header; null if it isn't one.</summary>
    internal static long? Number(this IHeaderDictionary headers, string name) =>
        long.TryParse(headers[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static void Tell(this HttpResponse response, long offset, long expires)
    {
        response.Headers["Upload-Offset"] = offset.ToString(CultureInfo.InvariantCulture);
        response.Headers["Upload-Expires"] = DateTimeOffset.FromUnixTimeMilliseconds(expires).ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Reads <c>Upload-Metadata</c>: words with values in base64. Says what is wrong instead, if something is.</summary>
    internal static (Metadata? Read, string? Wrong) ReadMetadata(string header)
    {
        var (name, sha256) = ("", (string?)null);
        if (header.Length > LongestMetadata || header.Any(c => c is < ' ' or > '~'))
            return (null, $"Upload-Metadata has at most {LongestMetadata} printable ASCII characters; values are base64.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2);
            var value = new byte[parts.Length == 2 ? parts[1].Length : 0];
            var length = 0;
            if ((parts.Length == 2 && !Convert.TryFromBase64String(parts[1].Trim(), value, out length)) || !seen.Add(parts[0]))
                return (null, $"Upload-Metadata is a list of \"name base64\", separated by commas, each name once; \"{parts[0]}\" isn't.");
            var text = Encoding.UTF8.GetString(value.AsSpan(0, length));
            if (parts[0] == "filename")
                name = text;
            else if (parts[0] == "sha256")
                sha256 = text.Trim().ToLowerInvariant();
        }
        return sha256 is not null && (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
            ? (null, "The sha256 in Upload-Metadata is 64 hexadecimal digits, in base64 like every value.")
            : (new Metadata(Label(name), sha256, header), null);
    }

    /// <summary>The last part of a name, without what can't be shown.</summary>
    internal static string Label(string name)
    {
        var last = new string([.. name.Split('/', '\\')[^1].Where(IsShown)]).Trim();
        if (last.Length > LongestName)
            last = last[..(char.IsHighSurrogate(last[LongestName - 1]) ? LongestName - 1 : LongestName)];
        return last is "" or "." or ".." ? "file" : last;
    }

    // Joiners hold emoji and some scripts together; the other invisible ones turn a name around or hide its ending.
    static bool IsShown(char c) => c is '\u200C' or '\u200D' || (!char.IsControl(c)
        && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
