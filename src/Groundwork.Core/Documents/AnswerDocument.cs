using System.Security.Cryptography;
using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>
/// What one author says about one task, in one shape for every modality (version 1): labelled objects,
/// tracks through frames, relations between objects, and answers to questions.
/// </summary>
public sealed record AnswerDocument
{
    /// <summary>The version of the shape that this code reads and writes.</summary>
    public const int Version = 1;

    // Before Empty, which uses it.
    internal static readonly IReadOnlyDictionary<string, JsonElement> EmptyMap = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>A document in which nothing is said.</summary>
    public static AnswerDocument Empty { get; } = new();

    /// <summary>The labelled things, in the order in which they were given (later ones are drawn on top).</summary>
    public IReadOnlyList<LabelledObject> Objects { get; init; } = [];

    /// <summary>Identities that go on through frames.</summary>
    public IReadOnlyList<Track> Tracks { get; init; } = [];

    /// <summary>Directed relations between objects.</summary>
    public IReadOnlyList<Relation> Relations { get; init; } = [];

    /// <summary>
    /// Answers by the name of their question: a text, number, boolean, list of names, ranking (list of tied groups
    /// of names) or comparison (<c>{outcome, strength?, shown?}</c>).
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Answers { get; init; } = EmptyMap;

    /// <summary>The content hash: SHA-256 of the canonical bytes, as <c>sha256:</c> and 64 lower-case hex digits.</summary>
    public string Hash() => HashOf(AnswerWriter.Canonical(this));

    /// <summary>The content address of some bytes: <c>sha256:</c> and 64 lower-case hex digits.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Whether everything is equal by value, numbers as doubles.</summary>
    public bool Equals(AnswerDocument? other) =>
        other is not null && Objects.SequenceEqual(other.Objects) && Tracks.SequenceEqual(other.Tracks)
        && Relations.SequenceEqual(other.Relations) && Same(Answers, other.Answers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Objects.Count, Tracks.Count, Relations.Count, Answers.Count);

    internal static bool Same(IReadOnlyDictionary<string, JsonElement> a, IReadOnlyDictionary<string, JsonElement> b)
    {
        if (a.Count != b.Count)
            return false;
        foreach (var (name, value) in a)
            if (!b.TryGetValue(name, out var other) || !CanonicalJson.Same(value, other))
                return false;
        return true;
    }
}

/// <summary>One labelled thing.</summary>
/// <param name="Id">Unique among the document's objects.</param>
/// <param name="Class">The name of its class in the ontology.</param>
/// <param name="Geometry">Where it is: an object with a <c>type</c> and that type's members, as its <see cref="IGeometryKind"/> describes.</param>
public sealed record LabelledObject(string Id, string Class, JsonElement Geometry)
{
    /// <summary>The track that it is a keyframe of, if any.</summary>
    public string? Track { get; init; }

    /// <summary>The asset or part that it is about (<c>front</c>, <c>messages/3/parts/0</c>); null means the item's only asset.</summary>
    public string? Target { get; init; }

    /// <summary>The frame that it is in, counted from 0; null where there are no frames.</summary>
    public int? Frame { get; init; }

    /// <summary>Attribute values by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Attributes { get; init; } = AnswerDocument.EmptyMap;

    /// <summary>The name of its geometry's kind, e.g. <c>box</c>.</summary>
    public string GeometryType => Geometry.GetProperty("type").GetString()!;

    /// <summary>Whether everything is equal by value.</summary>
    public bool Equals(LabelledObject? other) =>
        other is not null && Id == other.Id && Class == other.Class && Track == other.Track && Target == other.Target && Frame == other.Frame
        && Geometries.Same(Geometry, other.Geometry) && AnswerDocument.Same(Attributes, other.Attributes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Class, Track, Target, Frame, Attributes.Count);
}

/// <summary>One identity through frames; its keyframes are the objects that name it.</summary>
/// <param name="Id">Unique among the document's tracks.</param>
/// <param name="Class">The name of its class in the ontology; its objects have the same.</param>
/// <param name="Interpolation">What happens between keyframes: <c>linear</c>, <c>hold</c> or <c>none</c>.</param>
/// <param name="Ranges">The frames in which it is present: ascending, disjoint, both ends included.</param>
public sealed record Track(string Id, string Class, string Interpolation, IReadOnlyList<FrameRange> Ranges)
{
    /// <summary>Values of the attributes that don't change from frame to frame.</summary>
    public IReadOnlyDictionary<string, JsonElement> Attributes { get; init; } = AnswerDocument.EmptyMap;

    /// <summary>Whether everything is equal by value.</summary>
    public bool Equals(Track? other) =>
        other is not null && Id == other.Id && Class == other.Class && Interpolation == other.Interpolation
        && Ranges.SequenceEqual(other.Ranges) && AnswerDocument.Same(Attributes, other.Attributes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Class, Interpolation, Ranges.Count);
}

/// <summary>Frames from <paramref name="First"/> to <paramref name="Last"/>, both included, counted from 0.</summary>
/// <param name="First">The first frame.</param>
/// <param name="Last">The last frame, not before the first.</param>
public readonly record struct FrameRange(int First, int Last);

/// <summary>A directed relation between two objects.</summary>
/// <param name="From">The id of the object that it starts at.</param>
/// <param name="To">The id of the object that it points to.</param>
/// <param name="Type">The name of the relation in the ontology.</param>
public sealed record Relation(string From, string To, string Type);
