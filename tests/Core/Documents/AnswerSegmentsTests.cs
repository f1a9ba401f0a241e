using System.Globalization;
using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Tests.Documents;

public class AnswerSegmentsTests
{
    static JsonElement Json(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        return JsonElement.ParseValue(ref reader);
    }

    static LabelledObject Box(string id, double x, int? frame = null, string? track = null) => new(id, "car",
        Json(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"box","x":{{x:R}},"y":2,"width":3,"height":4}""")))
    { Frame = frame, Track = track };

    static AnswerDocument Many(int count, Func<int, int?> frame, int seed = 1)
    {
        var random = new Random(seed);
        return new()
        {
            Objects = [.. Enumerable.Range(0, count).Select(i => Box($"o{i}", random.NextDouble() * 1000, frame(i)))],
            Answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["scene"] = Json("\"night\"") },
        };
    }

    static void ShouldComeBack(AnswerDocument document)
    {
        var (head, segments) = AnswerSegments.Split(document);
        AnswerSegments.SegmentHashes(head).ShouldBe(segments.Select(s => AnswerDocument.HashOf(s)));
        var faults = new List<Fault>();
        var joined = AnswerSegments.Join(head, segments, faults);
        faults.ShouldBeEmpty();
        joined.ShouldBe(document);
        AnswerWriter.Canonical(joined!).ShouldBe(AnswerWriter.Canonical(document));
    }

    static int New(AnswerDocument before, AnswerDocument after)
    {
        var old = AnswerSegments.Split(before).Segments.Select(s => AnswerDocument.HashOf(s)).ToHashSet(StringComparer.Ordinal);
        return AnswerSegments.Split(after).Segments.Count(s => !old.Contains(AnswerDocument.HashOf(s)));
    }

    [Fact]
    public void A_small_document_is_not_split()
    {
        var document = Many(10, _ => null);
        var (head, segments) = AnswerSegments.Split(document);
        segments.ShouldBeEmpty();
        head.ShouldBe(AnswerWriter.Canonical(document));
        ShouldComeBack(document);
    }

    [Fact]
    public void A_large_document_comes_back_in_its_own_order_whatever_the_order_of_its_frames()
    {
        var random = new Random(7);
        ShouldComeBack(Many(3_000, _ => null));
        ShouldComeBack(Many(3_000, i => i / 10));
        ShouldComeBack(Many(3_000, i => i % 120));
        ShouldComeBack(Many(3_000, i => 3_000 - i));
        ShouldComeBack(Many(3_000, i => i % 3 == 0 ? null : i % 17));
        for (var round = 0; round < 10; round++)
            ShouldComeBack(Many(random.Next(500, 2_000), _ => random.Next(5) == 0 ? null : random.Next(300), round));
    }

    [Fact]
    public void Segments_are_of_moderate_size_and_cover_ranges_of_frames()
    {
        var (head, segments) = AnswerSegments.Split(Many(10_000, i => i % 500));
        var total = segments.Sum(s => s.Length);
        segments.Count.ShouldBeInRange(total / (AnswerSegments.TargetBytes * 2), total / (AnswerSegments.TargetBytes / 2));
        segments.Max(s => s.Length).ShouldBeLessThan(16 * AnswerSegments.TargetBytes);
        var last = 0;
        foreach (var each in Json(Encoding.UTF8.GetString(head)).GetProperty("segments").EnumerateArray())
        {
            each.GetProperty("frames")[0].GetInt32().ShouldBeGreaterThanOrEqualTo(last);
            last = each.GetProperty("frames")[1].GetInt32();
        }
        last.ShouldBe(499);
        head.Length.ShouldBeLessThan(40_000, "the order of interleaved tracks is kept as runs");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Changing_inserting_or_removing_one_object_of_ten_thousand_makes_at_most_two_new_segments(bool frames)
    {
        var before = Many(10_000, i => frames ? i / 20 : null);
        AnswerSegments.Split(before).Segments.Count.ShouldBeGreaterThan(20);
        var random = new Random(3);
        for (var round = 0; round < 12; round++)
        {
            var at = random.Next(before.Objects.Count);
            var changed = before.Objects.ToList();
            switch (round % 3)
            {
                case 0:
                    changed[at] = Box(changed[at].Id, -1.25, changed[at].Frame);
                    break;
                case 1:
                    changed.Insert(at, Box($"new{round}", 5, frames ? at / 20 : null));
                    break;
                default:
                    changed.RemoveAt(at);
                    break;
            }
            New(before, before with { Objects = changed }).ShouldBeLessThanOrEqualTo(2);
        }
    }

    [Fact]
    public void Damage_is_reported_and_never_joined()
    {
        var (head, segments) = AnswerSegments.Split(Many(2_000, i => i % 7));
        var faults = new List<Fault>();
        AnswerSegments.Join(head, [.. segments.Skip(1)], faults).ShouldBeNull();
        faults.ShouldContain(f => f.Code == "segment_count");

        faults.Clear();
        var flipped = segments.Select(s => (byte[])s.Clone()).ToList();
        flipped[1][20] ^= 1;
        AnswerSegments.Join(head, flipped, faults).ShouldBeNull();
        faults.Select(f => (f.Path, f.Code)).ShouldBe([("/segments/1", "segment_hash")]);

        faults.Clear();
        var order = Encoding.UTF8.GetString(head).Replace("\"order\":[[0,", "\"order\":[[1,", StringComparison.Ordinal);
        AnswerSegments.Join(Encoding.UTF8.GetBytes(order), segments, faults).ShouldBeNull();
        faults.ShouldContain(f => f.Code == "bad_order");
    }
}
