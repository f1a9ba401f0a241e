using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Groundwork.Formats.Bundles;
using Groundwork.Server.Features.Data;

namespace Groundwork.Server.Commands;

/// <summary>Sends files to the server by the tus protocol; what an earlier try has sent of the same file isn't sent again.</summary>
sealed class FileSender(Api api, ProgressLine line)
{
    const int ChunkBytes = 16 << 20, AtOnce = 4, MostTries = 6;

    static readonly (string, string) Protocol = ("Tus-Resumable", Tus.Version);

    ILookup<(string, long), string> begun = Enumerable.Empty<string>().ToLookup(_ => ("", 0L));
    long sent, total, files;

    /// <summary>The ids of the uploads, in the order of the files.</summary>
    internal async Task<string[]> Send(IReadOnlyList<BundleFile> given, CancellationToken cancel)
    {
        total = given.Sum(f => f.Size ?? 0);
        begun = (await api.All("/api/uploads").ToListAsync(cancel)).ToLookup(u => (u.GetProperty("name").GetString()!, u.GetProperty("length").GetInt64()), u => u.GetProperty("id").GetString()!);
        var ids = new string[given.Count];
        await Parallel.ForEachAsync(given.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (each, stop) =>
        {
            ids[each.Index] = await Send(each.Item, stop);
            Interlocked.Increment(ref files);
            Show(given.Count);
        });
        return ids;
    }

    async Task<string> Send(BundleFile file, CancellationToken cancel)
    {
        var stream = await Opened(file, cancel);
        await using var _ = stream;
        var metadata = $"filename {Base64(file.Name[(file.Name.LastIndexOf('/') + 1)..])},source {Base64(Mark(file.Place!, stream))}";
        var (id, at) = await Resume(file.Name, stream.Length, metadata) ?? (await Begin(stream.Length, metadata), 0);
        Interlocked.Add(ref sent, at);
        for (var tries = 0; at < stream.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            var next = await Append(id, at, stream, last: ++tries == MostTries);
            if (next is null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 << tries), cancel);
                next = await Offset(id);
            }
            else
                tries = 0;
            Interlocked.Add(ref sent, (next ?? at) - at);
            at = next ?? at;
            Show(0);
        }
        return id;
    }

    static async Task<FileStream> Opened(BundleFile file, CancellationToken cancel)
    {
        try
        {
            return (FileStream)await file.Open(cancel);
        }
        catch (BundleFaultException gone)
        {
            throw new Refusal($"{file.Name}: {gone.Message}");
        }
    }

    async Task<(string Id, long Offset)?> Resume(string name, long length, string metadata)
    {
        foreach (var id in begun[(Tus.Label(name), length)])
        {
            using var head = await api.Ask(HttpMethod.Head, $"/api/uploads/{id}", null, Protocol);
            if (head.IsSuccessStatusCode && Header(head, "Upload-Metadata") == metadata && Number(head) is { } offset)
                return (id, offset);
        }
        return null;
    }

    async Task<string> Begin(long length, string metadata)
    {
        using var answer = await api.Ask(HttpMethod.Post, "/api/uploads", null, Protocol, ("Upload-Length", length.ToString(CultureInfo.InvariantCulture)), ("Upload-Metadata", metadata));
        await Api.Check(answer);
        return answer.Headers.Location!.OriginalString.Split('/')[^1];
    }

    /// <summary>How many bytes are there after one chunk; null where the server or the line failed and it is worth asking again.</summary>
    async Task<long?> Append(string id, long at, FileStream file, bool last)
    {
        try
        {
            using var answer = await api.Ask(HttpMethod.Patch, $"/api/uploads/{id}", new Chunk(file, at, Math.Min(ChunkBytes, file.Length - at)), Protocol,
                ("Upload-Offset", at.ToString(CultureInfo.InvariantCulture)));
            if (!last && answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.Locked or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadRequest)
                return null;
            await Api.Check(answer);
            return Number(answer);
        }
        catch (HttpRequestException) when (!last)
        {
            return null;
        }
    }

    async Task<long?> Offset(string id)
    {
        try
        {
            using var head = await api.Ask(HttpMethod.Head, $"/api/uploads/{id}", null, Protocol);
            return head.IsSuccessStatusCode ? Number(head) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    void Show(int of) => line.Show(string.Create(CultureInfo.InvariantCulture,
        $"Sending: {Volatile.Read(ref sent) / 1048576.0:0.#} of {total / 1048576.0:0.#} MB{(of > 1 ? $", {Volatile.Read(ref files)} of {of} files" : "")}"));

    // The same file as it was then, wherever the verb was started.
    static string Mark(BundlePlace place, FileStream file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{place.Root}/{place.Path} {file.Length} {File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks}"))));

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    static long? Number(HttpResponseMessage answer) => long.TryParse(Header(answer, "Upload-Offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;

    /// <summary>A part of a file, read while it is sent.</summary>
    sealed class Chunk : HttpContent
    {
        readonly FileStream file;
        readonly long from, length;

        internal Chunk(FileStream file, long from, long length)
        {
            (this.file, this.from, this.length) = (file, from, length);
            Headers.ContentType = new(Tus.ChunkType);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new byte[128 * 1024];
            for (var done = 0L; done < length;)
            {
                var n = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - done)), from + done);
                if (n == 0)
                    throw new Refusal("A file became shorter while it was sent. Wait until nobody writes it, then import it again.");
                await stream.WriteAsync(buffer.AsMemory(0, n));
                done += n;
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
