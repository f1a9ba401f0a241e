using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Matching;
using Groundwork.Core.Statistics;
using Groundwork.Core.Tests.Quality.Consensus;

namespace Groundwork.Core.Tests.Matching;

/// <summary>Similarities by hand, and what must hold for every kind of shape.</summary>
public sealed class ShapeTests
{
    static JsonElement Json(string text) => JsonElement.Parse(text);

    static double Similar(string a, string b, double reach = 10) => Shapes.Read(Json(a), reach).Similarity(Shapes.Read(Json(b), reach));

    static JsonElement Merge(params string[] marks) =>
        Shapes.Merge(Json(marks[0]).GetProperty("type").GetString()!, [.. marks.Select(m => new Mark(Shapes.Read(Json(m), 10), 1))]).ToGeometry();

    static string Box(double x, double y, double w, double h, double turn = 0) =>
        FormattableString.Invariant($$"""{"type":"box","x":{{x}},"y":{{y}},"width":{{w}},"height":{{h}},"rotation":{{turn}}}""");

    static string Ellipse(double cx, double cy, double rx, double ry, double turn = 0) =>
        FormattableString.Invariant($$"""{"type":"ellipse","cx":{{cx}},"cy":{{cy}},"rx":{{rx}},"ry":{{ry}},"rotation":{{turn}}}""");

    static string Span(int start, int end) => $$"""{"type":"span","start":{{start}},"end":{{end}}}""";

    [Fact]
    public void Boxes_by_hand()
    {
        Similar(Box(0, 0, 10, 10), Box(5, 0, 10, 10)).ShouldBe(1.0 / 3, 1e-12);
        Similar(Box(0, 0, 10, 10), Box(10, 0, 10, 10)).ShouldBe(0);
        Similar(Box(0, 0, 20, 10), Box(5, -5, 10, 20, 90)).ShouldBe(1, 1e-12);
        // A square and itself turned by 45°: 1/√2.
        Similar(Box(0, 0, 10, 10), Box(0, 0, 10, 10, 45)).ShouldBe(1 / Math.Sqrt(2), 1e-12);
        // Upright boxes go another way than turned ones; both give one number.
        Similar(Box(0, 0, 10, 10), Box(3, 2, 9, 7)).ShouldBe(Similar(Box(0, 0, 10, 10, 180), Box(3, 2, 9, 7)), 1e-12);
        Similar(Box(1e12, 0, 10, 10), Box(1e12 + 5, 0, 10, 10)).ShouldBe(1.0 / 3, 1e-3);
        Similar(Box(0, 0, 1e200, 1e200), Box(0, 0, 1e200, 5e199)).ShouldBe(0.5, 1e-12);
    }

    [Fact]
    public void Ellipses_by_hand()
    {
        Similar(Ellipse(0, 0, 10, 10), Ellipse(0, 0, 5, 5)).ShouldBe(0.25, 1e-9);
        // Two circles through each other's centre have r² (2π/3 − √3/2) in common.
        var common = (2 * Math.PI / 3) - (Math.Sqrt(3) / 2);
        Similar(Ellipse(0, 0, 10, 10), Ellipse(10, 0, 10, 10)).ShouldBe(common / ((2 * Math.PI) - common), 2e-3);
        Similar(Ellipse(3, 3, 10, 4), Ellipse(3, 3, 4, 10, 90)).ShouldBe(1, 1e-9);
        // Across kinds: a circle in its square covers π/4 of it.
        Similar(Ellipse(10, 10, 10, 10), Box(0, 0, 20, 20)).ShouldBe(Math.PI / 4, 2e-3);
    }

    [Fact]
    public void Spans_lines_and_points_by_hand()
    {
        Similar(Span(0, 8), Span(4, 8)).ShouldBe(0.5);
        Similar(Span(0, 4), Span(4, 8)).ShouldBe(0);
        // Parallel lines of length 100 at a distance of 3: every place 1 − 3/15.
        Similar("""{"type":"polyline","points":[[0,0],[100,0]]}""", """{"type":"polyline","points":[[100,3],[50,3],[0,3]]}""").ShouldBe(0.8, 1e-9);
        Similar("""{"type":"points","points":[[0,0]]}""", """{"type":"points","points":[[10,0]]}""").ShouldBe(0.5, 1e-12);
        Similar("""{"type":"points","points":[[0,0],[50,0]]}""", """{"type":"points","points":[[50,0],[0,0]]}""").ShouldBe(1);
        Similar("""{"type":"points","points":[[0,0],[50,0]]}""", """{"type":"points","points":[[50,0]]}""").ShouldBe(0.5, 1e-3);
    }

    [Fact]
    public void A_kind_without_a_comparison_is_the_same_only_if_it_is_drawn_alike()
    {
        const string mask = """{"type":"mask","size":[3,3],"counts":"45"}""";
        Similar(mask, """{"counts":"45","size":[3,3],"type":"mask"}""").ShouldBe(1);
        Similar(mask, """{"type":"mask","size":[3,3],"counts":"36"}""").ShouldBe(0);
        Geometries.Same(Merge(mask, mask), Json(mask)).ShouldBeTrue();
    }

    [Fact]
    public void Boxes_are_merged_side_by_side_and_a_slip_hardly_counts()
    {
        Merge(Box(0, 0, 10, 10), Box(2, 0, 10, 10)).ToString().ShouldBe("""{"type":"box","x":1,"y":0,"width":10,"height":10}""");
        var merged = Merge(Box(100, 100, 50, 50), Box(101, 99, 50, 51), Box(99, 100, 51, 50), Box(100, 101, 50, 49), Box(100, 100, 90, 50));
        merged.GetProperty("width").GetDouble().ShouldBe(50, 1.2);
    }

    [Fact]
    public void A_turned_box_is_one_whichever_side_is_named_the_top()
    {
        // One box of 100 × 40 at 10°, written in all four ways; the most frequent one stays.
        var merged = Merge(Box(0, 0, 100, 40, 10), Box(30, -30, 40, 100, 100), Box(0, 0, 100, 40, 190), Box(0, 0, 100, 40, 12), Box(0, 0, 100, 40, 8));
        merged.GetProperty("width").GetDouble().ShouldBe(100, 1e-6);
        merged.GetProperty("height").GetDouble().ShouldBe(40, 1e-6);
        merged.GetProperty("rotation").GetDouble().ShouldBe(10, 0.2);
        Merge(Box(0, 0, 100, 40, 179), Box(0, 0, 100, 40, -179)).GetProperty("rotation").GetDouble().ShouldBe(180, 1e-3);
    }

    [Fact]
    public void A_circles_turn_moves_nothing()
    {
        var merged = Merge(Ellipse(0, 0, 10, 10, 0), Ellipse(0, 0, 10, 10, 50), Ellipse(0, 0, 10, 10, 120));
        merged.GetProperty("rx").GetDouble().ShouldBe(10, 1e-3);
        merged.GetProperty("ry").GetDouble().ShouldBe(10, 1e-3);
        var turned = Merge(Ellipse(0, 0, 20, 5, 88), Ellipse(0, 0, 5, 20, 2), Ellipse(0, 0, 20, 5, -90));
        Similar(turned.ToString(), Ellipse(0, 0, 20, 5, 90)).ShouldBeGreaterThan(0.98);
    }

    [Fact]
    public void A_span_has_only_boundaries_that_somebody_set()
    {
        Merge(Span(0, 8), Span(0, 13), Span(0, 8), Span(4, 8)).ToString().ShouldBe(Span(0, 8).Replace(" ", "", StringComparison.Ordinal));
        // Two that differ: what both marked.
        Merge(Span(0, 8), Span(3, 12)).ToString().ShouldBe(Span(3, 8));
        var random = new SeededRandom(2);
        for (var round = 0; round < 200; round++)
        {
            var all = Enumerable.Range(0, 2 + random.NextInt(4)).Select(_ => random.NextInt(10)).Select(s => (Start: s, End: s + 11 + random.NextInt(9))).ToList();
            var merged = Merge([.. all.Select(s => Span(s.Start, s.End))]);
            all.Select(s => s.Start).ShouldContain(merged.GetProperty("start").GetInt32());
            all.Select(s => s.End).ShouldContain(merged.GetProperty("end").GetInt32());
        }
    }

    [Fact]
    public void A_merged_polygon_keeps_the_hole_that_most_cut_out()
    {
        const string holed = """{"type":"polygon","rings":[[[0,0],[40,0],[40,40],[0,40]]],"holes":[[[10,10],[30,10],[30,30],[10,30]]]}""";
        const string whole = """{"type":"polygon","rings":[[[0,0],[40,0],[40,41],[0,40]]]}""";
        var merged = Merge(holed, whole, holed);
        merged.GetProperty("holes").GetArrayLength().ShouldBe(1);
        Similar(merged.ToString(), holed).ShouldBeGreaterThan(0.98);
        Similar(Merge(whole, holed, whole).ToString(), whole).ShouldBeGreaterThan(0.98);
    }

    public static TheoryData<string> Kinds => [.. MarkedKinds.All.Select(k => k.Name)];

    [Theory, MemberData(nameof(Kinds))]
    public void Similarity_is_symmetric_within_bounds_and_1_with_itself_and_its_bound_holds(string name)
    {
        var (kind, random) = (MarkedKinds.All.Single(k => k.Name == name), new SeededRandom(4));
        for (var round = 0; round < 100; round++)
        {
            var truth = kind.Truth(random);
            var (a, b) = (Shapes.Read(kind.Mark(truth, 0.1, random), 20), Shapes.Read(kind.Mark(truth, 0.2, random), 20));
            var similarity = a.Similarity(b);
            similarity.ShouldBe(b.Similarity(a), 1e-9);
            similarity.ShouldBeInRange(0, a.MostSimilarity(b) + 1e-9);
            similarity.ShouldBeLessThanOrEqualTo(1);
            a.Similarity(a).ShouldBe(1, 1e-9);
            if (!a.Extent.Touches(b.Extent))
                similarity.ShouldBe(0);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void What_is_merged_is_a_right_geometry_of_its_kind(string name)
    {
        var (kind, random) = (MarkedKinds.All.Single(k => k.Name == name), new SeededRandom(6));
        for (var round = 0; round < 50; round++)
        {
            var truth = kind.Truth(random);
            var marks = Enumerable.Range(0, 1 + random.NextInt(6)).Select(_ => kind.Mark(truth, 0.3, random)).ToList();
            var merged = Shapes.Merge(truth.GetProperty("type").GetString()!, [.. marks.Select(m => new Mark(Shapes.Read(m, 20), 0.1 + random.NextDouble()))]).ToGeometry();
            var faults = new List<Fault>();
            Geometries.Check(merged, "", faults);
            faults.ShouldBeEmpty(merged.ToString());
        }
    }
}
