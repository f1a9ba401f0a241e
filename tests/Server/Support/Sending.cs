using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Server.Tests.Support;

/// <summary>Sends a file by the tus protocol, as any client of it does.</summary>
static class Sending
{
    internal const string Chunk = "application/offset+octet-stream";

    internal static byte[] Random(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    internal static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    internal static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    internal static string Checksum(byte[] bytes) => "sha256 " + Convert.ToBase64String(SHA256.HashData(bytes));

    internal static Task<Answer> Begin(this Client by, long length, string name = "items.jsonl", string? sha256 = null, params (string, string)[] headers) =>
        by.Send(HttpMethod.Post, "/api/uploads", null, [("Tus-Resumable", "1.0.0"), ("Upload-Length", length.ToString(CultureInfo.InvariantCulture)),
            ("Upload-Metadata", $"filename {Base64(name)}{(sha256 is null ? "" : $",sha256 {Base64(sha256)}")}"), .. headers]);

    internal static string Id(this Answer begun) => begun.Expect(201).Headers["Location"].Split('/')[^1];

    internal static Task<Answer> Append(this Client by, string id, long offset, byte[] bytes, params (string, string)[] headers) =>
        by.Send(HttpMethod.Patch, $"/api/uploads/{id}", Content(bytes), [("Tus-Resumable", "1.0.0"), ("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)), .. headers]);

    internal static Task<Answer> Head(this Client by, string id) => by.Send(HttpMethod.Head, $"/api/uploads/{id}", null, ("Tus-Resumable", "1.0.0"));

    internal static long Offset(this Answer answer) => long.Parse(answer.Headers["Upload-Offset"], CultureInfo.InvariantCulture);

    internal static Task<Answer> Discard(this Client by, string id) => by.Send(HttpMethod.Delete, $"/api/uploads/{id}", null, ("Tus-Resumable", "1.0.0"));

    internal static ByteArrayContent Content(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(Chunk) } };

    /// <summary>A whole file, sent at once; its id.</summary>
    internal static async Task<string> SendFile(this Client by, byte[] bytes, string name = "items.jsonl")
    {
        var id = (await by.Begin(bytes.Length, name)).Id();
        if (bytes.Length > 0)
            (await by.Append(id, 0, bytes)).Expect(204).Offset().ShouldBe(bytes.Length);
        return id;
    }
}
