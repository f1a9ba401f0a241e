using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Server.Features.Data;

/// <summary>An item that is about to become a row.</summary>
/// <param name="Row">Its row in the file that it came in.</param>
/// <param name="ExternalId">The user's id of it; null for one that is known by its content alone.</param>
/// <param name="Modality">The name of its modality.</param>
/// <param name="Payload">The payload, JSON in the modality's shape.</param>
/// <param name="Metadata">Everything else, a JSON object.</param>
public sealed record NewItem(long Row, string? ExternalId, string Modality, string Payload, string Metadata)
{
    string? content;

    /// <summary>The file behind it, where it is one: then its name is its id, and the same bytes are the same item.</summary>
    public NewAsset? Stored { get; init; }

    /// <summary>The hash of the file behind it.</summary>
    public string? Asset => Stored?.Sha256 ?? Known;

    /// <summary>The hash of a file that the workspace has already, for an item that comes without it.</summary>
    public string? Known { get; init; }

    /// <summary>Of an item that comes in with a snapshot: where it was from there, as JSON.</summary>
    public string? Origin { get; init; }

    public string? Split { get; init; }

    /// <summary>Which of the import's files it came in.</summary>
    public long? File { get; init; }

    /// <summary>The path inside of that file, if it is an archive or a folder.</summary>
    public string? Path { get; init; }

    /// <summary>The name of the file it stands in, for saying what is wrong with it.</summary>
    public string FileName { get; init; } = "";

    /// <summary>SHA-256 of the payload, or of the file.</summary>
    public string Content => content ??= Asset ?? HashOf(Payload);

    /// <summary>The id that the row gets: without one of the user's, the same content is the same item.</summary>
    public string Id => ExternalId ?? OwnId(Content);

    internal static string OwnId(string content) => "sha256-" + content[..24];

    internal static string HashOf(string payload) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(payload)));
}
