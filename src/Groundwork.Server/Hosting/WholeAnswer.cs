using System.Text;
using Groundwork.Core.Documents;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Hosting;

/// <summary>A stored answer with the pieces that a large one is kept in.</summary>
static class WholeAnswer
{
    /// <summary>Reads the document, its segments fetched. They are files: not for the inside of a unit.</summary>
    internal static async Task<AnswerDocument> Read(FolderBlobs blobs, string workspace, string body)
    {
        var head = Encoding.UTF8.GetBytes(body);
        var segments = new List<byte[]>();
        foreach (var hash in AnswerSegments.SegmentHashes(head))
        {
            await using var blob = blobs.Open(workspace, hash["sha256:".Length..])
                ?? throw new InvalidDataException($"The segment {hash} of an answer is missing from the blob store. Restore it from a backup.");
            using var bytes = new MemoryStream();
            await blob.CopyToAsync(bytes);
            segments.Add(bytes.ToArray());
        }
        var faults = new List<Fault>();
        return AnswerSegments.Join(head, segments, faults)
            ?? throw new InvalidDataException($"A stored answer is damaged: {faults[0].Message}");
    }
}
