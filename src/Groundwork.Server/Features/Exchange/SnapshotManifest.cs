using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Server.Features.Exchange;

/// <summary>
/// What a snapshot is: of its content all that its hash is of, and beside that where and when it was frozen. Equal content has the
/// same hash in whatever project, workspace or installation, and under whatever name.
/// </summary>
/// <param name="Version">2; snapshots of version 1 have a hash of all of this.</param>
/// <param name="Project">The project's id.</param>
/// <param name="ProjectName">Its name.</param>
/// <param name="Name">The name that was wished for.</param>
/// <param name="OntologyVersion">The version that the questions had there.</param>
/// <param name="Ontology">The questions.</param>
/// <param name="Method">The truth method.</param>
/// <param name="AsOf">Below which commit number answers are in it.</param>
/// <param name="Rows">How many tasks.</param>
/// <param name="Answers">How many answers, predictions of models among them.</param>
/// <param name="RowsSha256">The blob with the rows.</param>
/// <param name="RowsSize">Its length in bytes.</param>
sealed record SnapshotManifest(int Version, string Project, string ProjectName, string Name, long OntologyVersion, JsonElement Ontology,
    string Method, long AsOf, long Rows, long Answers, string RowsSha256, long RowsSize)
{
    /// <summary>What people were told.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>How many answers a task wanted.</summary>
    public long Redundancy { get; init; } = 1;

    /// <summary>By what an export can be narrowed, field by field, with how many rows have each word.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Words { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, long>>(StringComparer.Ordinal);

    /// <summary>How many of the answers are predictions of models; null where nobody counted them apart.</summary>
    public long? Predictions { get; init; }

    /// <summary>What people said; all answers where nobody counted those of models apart.</summary>
    internal long OfPeople => Answers - (Predictions ?? 0);

    internal const int Now = 2;

    internal static SnapshotManifest Parse(string json) => JsonSerializer.Deserialize<SnapshotManifest>(json, JsonSerializerOptions.Web)!;

    internal string Write() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>The bytes that the hash is of.</summary>
    internal byte[] Content() => Version < Now ? [] : new CanonicalJson().Object().Name("version").Number(Version).Name("answers").Number(Answers)
        .Name("instructions").Text(Instructions).Name("method").Text(Method).Name("ontology").Value(Ontology)
        .Name("rows").Number(Rows).Name("rowsSha256").Text(RowsSha256).Name("rowsSize").Number(RowsSize).EndObject().ToArray();

    internal string Hash() => AnswerDocument.HashOf(Version < Now ? Encoding.UTF8.GetBytes(Write()) : Content());
}
