using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>Reads an answer document and lists everything that is wrong with it, so that a sender can correct it in one go.</summary>
public static class AnswerReader
{
    /// <summary>The largest accepted document, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The deepest accepted nesting of lists and objects.</summary>
    public const int MaxDepth = 32;

    /// <summary>The longest accepted text answer, in UTF-16 units.</summary>
    public const int MaxTextLength = 1_000_000;

    /// <summary>The outcomes of a comparison; they are never merged.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["a", "b", "tie", "both_bad", "skip", "error", "unparsed"];

    static readonly string[] Interpolations = ["linear", "hold", "none"];

    /// <summary>
    /// Reads a document. Codes: those of <see cref="StrictJson"/>, <see cref="JsonMembers"/> and <see cref="Geometries"/>, and
    /// <c>version</c>, <c>duplicate_id</c>, <c>unknown_track</c>, <c>track_class</c>, <c>unknown_object</c>, <c>duplicate_relation</c>,
    /// <c>bad_ranges</c>, <c>bad_answer</c>.
    /// </summary>
    /// <param name="utf8">The JSON as it was sent.</param>
    /// <param name="faults">Receives every fault.</param>
    /// <returns>The document, or null if there is any fault.</returns>
    public static AnswerDocument? Read(ReadOnlySpan<byte> utf8, List<Fault> faults)
    {
        var before = faults.Count;
        if (StrictJson.Parse(utf8, MaxBytes, MaxDepth, faults) is not { } root)
            return null;
        var document = Read(root, "", faults);
        return faults.Count == before ? document : null;
    }

    /// <summary>Reads a value that <see cref="StrictJson"/> has parsed as part of something larger.</summary>
    /// <param name="root">The document.</param>
    /// <param name="path">The JSON pointer of the document in what was parsed.</param>
    /// <param name="faults">Receives every fault.</param>
    /// <returns>The document, or null if it is no object; not to be used if there are faults.</returns>
    public static AnswerDocument? Read(JsonElement root, JsonPath path, List<Fault> faults)
    {
        if (!JsonMembers.TryOpen(root, path, faults, out var members, "version", "objects", "tracks", "relations", "answers"))
            return null;
        return Read(members, members.List("objects"), faults);
    }

    /// <summary>Reads what stands around the objects and the objects, which may come from elsewhere.</summary>
    internal static AnswerDocument Read(JsonMembers members, IReadOnlyList<(JsonElement Value, JsonPath Path)> list, List<Fault> faults)
    {
        if (members.Number("version", required: true) is { } version && version != AnswerDocument.Version)
            members.Fault("version", "version", "Only version 1 of the answer document is known here. Send \"version\": 1 or update this server.");
        var tracks = ReadTracks(members, faults);
        var objects = ReadObjects(list, tracks, faults);
        var relations = ReadRelations(members, objects, faults);
        var answers = members.Map("answers");
        foreach (var (name, value) in answers)
            CheckAnswer(value, members.At("answers").Step(name), faults);
        return new() { Objects = objects, Tracks = tracks, Relations = relations, Answers = answers };
    }

    static List<Track> ReadTracks(JsonMembers members, List<Fault> faults)
    {
        var tracks = new List<Track>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (value, path) in members.List("tracks"))
        {
            if (!JsonMembers.TryOpen(value, path, faults, out var track, "id", "class", "interpolation", "ranges", "attributes"))
                continue;
            var id = Id(track, "id", ids);
            var name = track.Text("class", required: true, maxLength: 64);
            var interpolation = track.Text("interpolation", required: true);
            if (interpolation is { Length: > 0 } && !Interpolations.Contains(interpolation))
                track.Fault("interpolation", "out_of_range", $"There is no interpolation \"{interpolation}\". Use linear, hold or none.");
            tracks.Add(new(id ?? "", name ?? "", interpolation ?? "", ReadRanges(track, faults)) { Attributes = ReadAttributes(track, faults) });
        }
        return tracks;
    }

    static List<LabelledObject> ReadObjects(
        IEnumerable<(JsonElement Value, JsonPath Path)> list, IReadOnlyList<Track> tracks, List<Fault> faults)
    {
        var objects = new List<LabelledObject>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var classes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var track in tracks)
            classes.TryAdd(track.Id, track.Class);
        foreach (var (value, path) in list)
        {
            if (!JsonMembers.TryOpen(value, path, faults, out var thing, "id", "class", "track", "target", "geometry", "frame", "attributes"))
                continue;
            var id = Id(thing, "id", ids);
            var name = thing.Text("class", required: true, maxLength: 64);
            var track = thing.Text("track", maxLength: 128);
            if (track is { Length: > 0 })
                CheckTrack(thing, track, name, classes);
            var geometry = thing.Any("geometry", required: true);
            if (geometry is { } given)
                Geometries.Check(given, thing.At("geometry"), faults);
            objects.Add(new(id ?? "", name ?? "", geometry ?? default)
            {
                Track = track,
                Target = thing.Text("target"),
                Frame = thing.Whole("frame", required: track is not null),
                Attributes = ReadAttributes(thing, faults),
            });
        }
        return objects;
    }

    static void CheckTrack(JsonMembers thing, string track, string? name, Dictionary<string, string> classes)
    {
        if (!classes.TryGetValue(track, out var trackClass))
            thing.Fault("track", "unknown_track", $"There is no track \"{track}\" in this document. Add it to \"tracks\" or leave \"track\" out.");
        else if (name is not null && trackClass != name)
            thing.Fault("class", "track_class", $"The object is a \"{name}\" but its track is a \"{trackClass}\". Give both the same class.");
    }

    static List<Relation> ReadRelations(JsonMembers members, List<LabelledObject> objects, List<Fault> faults)
    {
        if (members.List("relations") is not { Count: > 0 } given)
            return [];
        var relations = new List<Relation>();
        var known = new HashSet<string>(objects.Select(o => o.Id), StringComparer.Ordinal);
        var seen = new HashSet<Relation>();
        foreach (var (value, path) in given)
        {
            if (!JsonMembers.TryOpen(value, path, faults, out var relation, "from", "to", "type"))
                continue;
            var read = new Relation(End("from"), End("to"), relation.Text("type", required: true, maxLength: 64) ?? "");
            if (!seen.Add(read))
                faults.Add(new(path, "duplicate_relation", "This relation stands here twice. Remove one."));
            relations.Add(read);

            string End(string end)
            {
                if (relation.Text(end, required: true, maxLength: 128) is not { Length: > 0 } id)
                    return "";
                if (!known.Contains(id))
                    relation.Fault(end, "unknown_object", $"There is no object \"{id}\" in this document. Remove the relation or add the object.");
                return id;
            }
        }
        return relations;
    }

    static List<FrameRange> ReadRanges(JsonMembers track, List<Fault> faults)
    {
        var ranges = new List<FrameRange>();
        var last = -1.0;
        foreach (var (value, path) in track.List("ranges", required: true))
        {
            if (Points.CheckNumbers(value, path, 2, faults) is not { } ends)
                continue;
            if (ends.Any(n => n != Math.Floor(n) || n > int.MaxValue) || ends[0] <= last || ends[1] < ends[0])
                faults.Add(new(path, "bad_ranges", "A range must be [first frame, last frame] with integers from 0 on, behind the range before it."));
            else
                ranges.Add(new((int)ends[0], (int)ends[1]));
            last = Math.Max(last, ends[1]);
        }
        return ranges;
    }

    static IReadOnlyDictionary<string, JsonElement> ReadAttributes(JsonMembers owner, List<Fault> faults)
    {
        var attributes = owner.Map("attributes");
        foreach (var (name, value) in attributes)
            CheckAnswer(value, owner.At("attributes").Step(name), faults);
        return attributes;
    }

    static string? Id(JsonMembers owner, string name, HashSet<string> ids)
    {
        var id = owner.Text(name, required: true, maxLength: 128);
        if (id is { Length: > 0 } && !ids.Add(id))
            owner.Fault(name, "duplicate_id", $"The id \"{id}\" is used twice. Give each its own.");
        return id;
    }

    static void CheckAnswer(JsonElement value, JsonPath path, List<Fault> faults)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when value.GetString()!.Length > MaxTextLength:
                faults.Add(new(path, "too_long", "A text answer can have at most 1,000,000 characters. Shorten it."));
                break;
            case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                break;
            case JsonValueKind.Array:
                CheckNames(value, path, faults);
                break;
            case JsonValueKind.Object:
                CheckComparison(value, path, faults);
                break;
            default:
                faults.Add(new(path, "bad_answer", "null is no answer. Leave the answer out."));
                break;
        }
    }

    // A list of names, or a ranking: a list of tied groups of names.
    static void CheckNames(JsonElement list, JsonPath path, List<Fault> faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var grouped = list.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Array);
        var at = 0;
        foreach (var each in list.EnumerateArray())
        {
            var here = path.Step(at++);
            if (!grouped)
                Name(each, here);
            else if (each.ValueKind != JsonValueKind.Array || each.GetArrayLength() == 0)
                faults.Add(new(here, "bad_answer", "Each group of a ranking must be a list with at least one name."));
            else
            {
                var inner = 0;
                foreach (var name in each.EnumerateArray())
                    Name(name, here.Step(inner++));
            }
        }

        void Name(JsonElement name, string here)
        {
            if (name.ValueKind != JsonValueKind.String || name.GetString()!.Length == 0)
                faults.Add(new(here, "bad_answer", "This must be a name. A list answer holds names, a ranking lists of tied names."));
            else if (!names.Add(name.GetString()!))
                faults.Add(new(here, "bad_answer", $"\"{name.GetString()}\" stands in the answer twice. Keep one."));
        }
    }

    static void CheckComparison(JsonElement value, JsonPath path, List<Fault> faults)
    {
        if (!JsonMembers.TryOpen(value, path, faults, out var comparison, "outcome", "strength", "shown"))
            return;
        if (comparison.Text("outcome", required: true) is { } outcome && !Outcomes.Contains(outcome))
            comparison.Fault("outcome", "bad_answer", $"\"{outcome}\" is no outcome. Use one of {string.Join(", ", Outcomes)}.");
        comparison.Whole("strength", max: 100);
        if (comparison.Any("shown") is not { } shown)
            return;
        if (shown.ValueKind == JsonValueKind.Array && shown.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String))
            CheckNames(shown, comparison.At("shown"), faults);
        else
            comparison.Fault("shown", "wrong_type", "\"shown\" must be the list of names in the order in which they were shown.");
    }
}
