using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Groundwork.Core.Documents;

/// <summary>
/// Stores a large document as a head and content-addressed segments of its objects, so that a revision writes only
/// the segments that changed and a player reads only the frames that it shows.
/// </summary>
/// <remarks>
/// Objects are grouped: those without a frame in document order, then the others by frame. A segment ends behind an
/// object whose id's hash falls under a threshold that grows with the object's size, which makes segments of about
/// <see cref="TargetBytes"/> whose ends depend on nothing but the object there (content-defined chunking, as in
/// A. Muthitacharoen et al., "A low-bandwidth network file system", SOSP 2001). There is no largest size: a
/// forced end would move all the ends behind it.
/// </remarks>
public static class AnswerSegments
{
    /// <summary>Documents with more canonical bytes than this are split.</summary>
    public const int SplitAboveBytes = 64 * 1024;

    /// <summary>The expected size of a segment.</summary>
    public const int TargetBytes = 16 * 1024;

    /// <summary>
    /// Splits a document. Small ones: the head is the canonical document and there are no segments. Large ones: the head
    /// has in place of <c>objects</c> a list <c>segments</c> of <c>{hash, objects, frames?}</c>, and <c>order</c> if the document's order is not the
    /// grouped one: runs of <c>[first index, count, step]</c>. A segment is a canonical list of objects.
    /// </summary>
    public static (byte[] Head, IReadOnlyList<byte[]> Segments) Split(AnswerDocument document)
    {
        var whole = AnswerWriter.Canonical(document);
        if (whole.Length <= SplitAboveBytes)
            return (whole, []);
        var order = Enumerable.Range(0, document.Objects.Count).OrderBy(i => document.Objects[i].Frame ?? -1).ToArray();
        var segments = new List<byte[]>();
        var head = new CanonicalJson().Object().Name("version").Number(AnswerDocument.Version).Name("segments").List();
        for (var from = 0; from < order.Length;)
        {
            var bytes = Segment(document.Objects, order.AsSpan(from), out var count);
            segments.Add(bytes);
            head.Object().Name("hash").Text(AnswerDocument.HashOf(bytes)).Name("objects").Number(count);
            if (document.Objects[order[from]].Frame is { } first)
                head.Name("frames").List().Number(first).Number(document.Objects[order[from + count - 1]].Frame!.Value).EndList();
            head.EndObject();
            from += count;
        }
        head.EndList();
        WriteOrder(head, order);
        AnswerWriter.WriteRest(head, document);
        return (head.EndObject().ToArray(), segments);
    }

    /// <summary>The addresses of a head's segments in their order, as <c>sha256:…</c>; none if the document is not split or the head is damaged.</summary>
    public static IReadOnlyList<string> SegmentHashes(ReadOnlySpan<byte> head)
    {
        // Most answers are small, and then there is nothing to read here.
        if (head.IndexOf("\"segments\""u8) < 0)
            return [];
        var faults = new List<Fault>();
        return StrictJson.Parse(head, AnswerReader.MaxBytes, AnswerReader.MaxDepth, faults) is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("segments", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(each => Text(each, "hash"))]
            : [];
    }

    /// <summary>
    /// Puts a document together again. Codes: <c>segment_count</c>, <c>segment_hash</c>, <c>segment_shape</c>, <c>bad_order</c> and those of <see cref="AnswerReader"/>.
    /// </summary>
    /// <param name="head">What <see cref="Split"/> returned as the head.</param>
    /// <param name="segments">The segments, in the order of <see cref="SegmentHashes"/>.</param>
    /// <param name="faults">Receives every fault: stored bytes that are not what was stored.</param>
    /// <returns>The document, or null if there is any fault.</returns>
    public static AnswerDocument? Join(ReadOnlySpan<byte> head, IReadOnlyList<byte[]> segments, List<Fault> faults)
    {
        var before = faults.Count;
        if (StrictJson.Parse(head, AnswerReader.MaxBytes, AnswerReader.MaxDepth, faults) is not { } root)
            return null;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("segments", out _))
        {
            var whole = AnswerReader.Read(root, "", faults);
            return faults.Count == before ? whole : null;
        }
        if (!JsonMembers.TryOpen(root, "", faults, out var members, "version", "segments", "order", "tracks", "relations", "answers"))
            return null;
        var objects = ReadSegments(members.List("segments"), segments, faults);
        if (faults.Count > before)
            return null;
        var ordered = Reorder(members, objects);
        var document = AnswerReader.Read(members, ordered, faults);
        return faults.Count == before ? document : null;
    }

    static byte[] Segment(IReadOnlyList<LabelledObject> objects, ReadOnlySpan<int> order, out int count)
    {
        var json = new CanonicalJson().List();
        for (count = 0; count < order.Length;)
        {
            var each = objects[order[count]];
            if (count > 0 && each.Frame is not null && objects[order[count - 1]].Frame is null)
                break;
            var start = json.Written.Length;
            AnswerWriter.Write(json, each);
            count++;
            if (EndsBehind(each.Id, json.Written.Length - start))
                break;
        }
        return json.EndList().ToArray();
    }

    static bool EndsBehind(string id, int bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) < (double)bytes / TargetBytes * uint.MaxValue;
    }

    static void WriteOrder(CanonicalJson head, int[] order)
    {
        if (order.Select((from, to) => from == to).All(same => same))
            return;
        head.Name("order").List();
        for (var at = 0; at < order.Length;)
        {
            var count = 1;
            var step = at + 1 < order.Length ? order[at + 1] - order[at] : 1;
            while (at + count < order.Length && order[at + count] - order[at + count - 1] == step)
                count++;
            head.List().Number(order[at]).Number(count).Number(step).EndList();
            at += count;
        }
        head.EndList();
    }

    static List<JsonElement> ReadSegments(IReadOnlyList<(JsonElement Value, JsonPath Path)> list, IReadOnlyList<byte[]> segments, List<Fault> faults)
    {
        var objects = new List<JsonElement>();
        if (list.Count != segments.Count)
            faults.Add(new("/segments", "segment_count", FormattableString.Invariant(
                $"The head names {list.Count} segments, {segments.Count} were given. Restore the missing ones from a backup.")));
        foreach (var ((value, path), bytes) in list.Zip(segments))
        {
            if (Text(value, "hash") != AnswerDocument.HashOf(bytes))
                faults.Add(new(path, "segment_hash", "The segment's bytes are not those that were stored. Restore it from a backup."));
            else if (StrictJson.Parse(bytes, AnswerReader.MaxBytes, AnswerReader.MaxDepth, faults) is { ValueKind: JsonValueKind.Array } array)
                objects.AddRange(array.EnumerateArray());
            else
                faults.Add(new(path, "segment_shape", "The segment is not a list of objects. Restore it from a backup."));
        }
        return objects;
    }

    static List<(JsonElement Value, JsonPath Path)> Reorder(JsonMembers members, List<JsonElement> objects)
    {
        var placed = new JsonElement?[objects.Count];
        var next = 0;
        var right = true;
        if (members.Any("order") is null)
            return Numbered(objects);
        foreach (var (run, _) in members.List("order"))
        {
            var numbers = run.ValueKind == JsonValueKind.Array
                ? run.EnumerateArray().Where(n => n.ValueKind == JsonValueKind.Number).Select(n => (long)n.GetDouble()).ToArray()
                : [];
            right &= numbers.Length == 3 && numbers[1] <= objects.Count;
            for (var i = 0; right && i < numbers[1]; i++, next++)
            {
                var to = numbers[0] + i * numbers[2];
                right = next < objects.Count && to >= 0 && to < placed.Length && placed[to] is null;
                if (right)
                    placed[to] = objects[next];
            }
        }
        if (right && next == objects.Count)
            return Numbered(placed.Select(each => each!.Value));
        members.Fault("order", "bad_order", "The order does not fit the objects. Restore the document from a backup.");
        return Numbered(objects);
    }

    static List<(JsonElement Value, JsonPath Path)> Numbered(IEnumerable<JsonElement> objects) =>
        [.. objects.Select((value, at) => (value, JsonPath.Root.Step("objects").Step(at)))];

    static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";
}
