using System.Text;
using Groundwork.Core.Documents;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Features.Annotations;

/// <summary>A document as it is kept: a row while it is small, else a head whose segments were stored as blobs beforehand.</summary>
/// <param name="Hash">Of the whole document's canonical bytes, wherever they lie.</param>
/// <param name="Head">The document, or what is left of it without its segments.</param>
/// <param name="Segments">Names of the segments' blobs, in order.</param>
/// <param name="Classes">The classes of its objects, each once.</param>
public sealed record StoredDocument(string Hash, string Head, IReadOnlyList<string> Segments, IReadOnlyList<string> Classes)
{
    /// <summary>A document that is known to be small, such as a few answers.</summary>
    public static StoredDocument Small(AnswerDocument document) => new(document.Hash(), Encoding.UTF8.GetString(AnswerWriter.Canonical(document)), [], ClassesOf(document));

    /// <summary>Writes the segments, durably, before any transaction names them.</summary>
    public static async Task<StoredDocument> Write(FolderBlobs blobs, string workspace, AnswerDocument document)
    {
        var (head, segments) = AnswerSegments.Split(document);
        var hashes = new List<string>(segments.Count);
        foreach (var segment in segments)
            hashes.Add((await blobs.Put(workspace, segment)).Sha256);
        return new StoredDocument(document.Hash(), Encoding.UTF8.GetString(head), hashes, ClassesOf(document));
    }

    /// <summary>The classes of a document's objects, each once.</summary>
    internal static string[] ClassesOf(AnswerDocument document) =>
        [.. document.Objects.Select(o => o.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
