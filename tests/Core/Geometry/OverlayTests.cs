using Groundwork.Core.Geometry;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Geometry;

/// <summary>Areas are checked against figures from school and against counting the points of a fine grid, which knows nothing of slabs.</summary>
public sealed class OverlayTests
{
    static Region Polygon(params double[][] rings) => new([.. rings.Select(Ring)], []);

    static Xy[] Ring(double[] flat) => [.. flat.Chunk(2).Select(p => new Xy(p[0], p[1]))];

    [Fact]
    public void A_square_and_the_same_turned_by_45_degrees_have_an_octagon_in_common()
    {
        // The regular octagon about a square of side 2 has the area 8 (√2 − 1); hence an IoU of 1/√2.
        var half = Math.Sqrt(2);
        var square = Polygon([-1, -1, 1, -1, 1, 1, -1, 1]);
        var turned = Polygon([0, -half, half, 0, 0, half, -half, 0]);
        Overlay.Common(square, turned).ShouldBe(8 * (half - 1), 1e-12);
        square.Similarity(turned).ShouldBe(1 / half, 1e-12);
    }

    [Fact]
    public void Two_triangles_have_a_hexagon_in_common() =>
        // The hexagram: two triangles of area 9 on a grid of 12 small ones overlap in 6 of their 9.
        Polygon([0, 0, 6, 0, 3, 6]).Similarity(Polygon([0, 4, 6, 4, 3, -2])).ShouldBe(6.0 / 12, 1e-12);

    [Fact]
    public void Holes_parts_and_bow_ties_are_what_the_even_odd_rule_fills()
    {
        new Region([Ring([0, 0, 4, 0, 4, 4, 0, 4])], [Ring([1, 1, 3, 1, 3, 3, 1, 3])]).Area.ShouldBe(12, 1e-12);
        Polygon([0, 0, 1, 0, 1, 1, 0, 1], [5, 5, 7, 5, 7, 7, 5, 7]).Area.ShouldBe(5, 1e-12);
        Polygon([0, 0, 2, 2, 2, 0, 0, 2]).Area.ShouldBe(2, 1e-12);
        // A pentagram's middle, a pentagon of radius r, is gone round twice and stays empty.
        var r = (3 - Math.Sqrt(5)) / 2;
        var star = Polygon([.. Enumerable.Range(0, 5).SelectMany(i => new[] { Math.Cos(i * 4 * Math.PI / 5), Math.Sin(i * 4 * Math.PI / 5) })]);
        star.Area.ShouldBe((5 * r * Math.Sin(Math.PI / 5)) - (2.5 * r * r * Math.Sin(2 * Math.PI / 5)), 1e-12);
        new Region([Ring([0, 0, 4, 0, 4, 4, 0, 4])], [Ring([10, 10, 11, 10, 11, 11])]).Area.ShouldBe(16, 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e9)]
    public void Areas_of_random_crossing_polygons_are_those_that_a_grid_counts(double far)
    {
        var random = new SeededRandom(7);
        for (var round = 0; round < 40; round++)
        {
            Region One()
            {
                var rings = Enumerable.Range(0, 1 + random.NextInt(2)).Select(_ => Ring(Numbers(3 + random.NextInt(9)))).ToList();
                return new Region(rings, random.NextInt(2) == 0 ? [] : [Ring(Numbers(3 + random.NextInt(4)))]);
            }

            double[] Numbers(int corners) => [.. Enumerable.Range(0, corners * 2).Select(_ => far + random.NextInt(61))];
            var (a, b) = (One(), One());
            var (inA, inB, inBoth) = Count(a, b, far);
            a.Area.ShouldBe(inA, 60);
            b.Area.ShouldBe(inB, 60);
            Overlay.Common(a, b).ShouldBe(inBoth, 60);
            Overlay.Common(b, a).ShouldBe(Overlay.Common(a, b), 1e-6);
            a.Similarity(b).ShouldBeInRange(0, 1);
            a.Similarity(a).ShouldBe(1, 1e-9);
        }
    }

    // 8 × 8 points to each unit of a square of 60; of 3,600 the count is off by less than 2 %.
    static (double A, double B, double Both) Count(Region a, Region b, double far)
    {
        var (inA, inB, both) = (0, 0, 0);
        for (var y = 0; y < 240; y++)
            for (var x = 0; x < 240; x++)
            {
                var p = new Xy(far + ((x + 0.37) / 4), far + ((y + 0.61) / 4));
                var (one, other) = (Inside(a, p), Inside(b, p));
                inA += one ? 1 : 0;
                inB += other ? 1 : 0;
                both += one && other ? 1 : 0;
            }
        return (inA / 16.0, inB / 16.0, both / 16.0);
    }

    internal static bool Inside(Region region, Xy p) => Odd(region.Rings, p) && !Odd(region.Holes, p);

    static bool Odd(IReadOnlyList<Xy[]> rings, Xy p)
    {
        var odd = false;
        foreach (var ring in rings)
            for (int i = 0, j = ring.Length - 1; i < ring.Length; j = i++)
                if (ring[i].Y > p.Y != ring[j].Y > p.Y && p.X < ((ring[j].X - ring[i].X) * (p.Y - ring[i].Y) / (ring[j].Y - ring[i].Y)) + ring[i].X)
                    odd = !odd;
        return odd;
    }

    [Fact]
    public void What_has_no_area_is_like_nothing_but_itself_and_is_never_NaN()
    {
        var line = Polygon([0, 0, 5, 5, 9, 9]);
        line.Area.ShouldBe(0, 1e-9);
        line.Similarity(Polygon([0, 0, 9, 0, 9, 9])).ShouldBe(0, 1e-9);
        Polygon([3, 3, 3, 3, 3, 3]).Similarity(Polygon([3, 3, 3, 3, 3, 3])).ShouldBe(1);
        Polygon([0, 0, 1e-200, 0, 0, 1e-200]).Similarity(Polygon([0, 0, 1e-200, 0, 0, 1e-200])).ShouldBeInRange(0, 1);
    }

    [Fact]
    public void The_majority_of_areas_is_what_a_grid_says_it_is()
    {
        var random = new SeededRandom(3);
        for (var round = 0; round < 30; round++)
        {
            var regions = Enumerable.Range(0, 5).Select(_ => Polygon(
                [.. Enumerable.Range(0, 12).SelectMany(i => new[]
                {
                    30 + ((14 + (10 * random.NextDouble())) * Math.Cos(i * Math.PI / 6)), 30 + ((14 + (10 * random.NextDouble())) * Math.Sin(i * Math.PI / 6)),
                })])).ToList();
            double[] weights = [1, 1 + random.NextDouble(), 1, 0.5, 0.7];
            var merged = MajorityRegion.Of(regions, weights)!;
            var wrong = 0;
            for (var y = 0; y < 120; y++)
                for (var x = 0; x < 120; x++)
                {
                    var p = new Xy((x + 0.41) / 2, (y + 0.59) / 2);
                    var weight = regions.Select((r, i) => Inside(r, p) ? weights[i] : 0).Sum();
                    wrong += weight * 2 > weights.Sum() == Inside(merged, p) ? 0 : 1;
                }
            // Nothing but specks smaller than a thousandth of the area is dropped.
            wrong.ShouldBeLessThan(25);
        }
    }

    [Fact]
    public void The_majority_keeps_holes_and_parts()
    {
        Region Ringed(double by) => new([Ring([by, by, 40 + by, by, 40 + by, 40 + by, by, 40 + by]), Ring([60, 0, 80, 0, 80, 20, 60, 20])], [Ring([10 + by, 10, 30 + by, 10, 30 + by, 30, 10 + by, 30])]);
        var merged = MajorityRegion.Of([Ringed(0), Ringed(0), Ringed(1)], [1, 1, 1])!;
        merged.Rings.Count.ShouldBe(2);
        merged.Holes.Count.ShouldBe(1);
        merged.Area.ShouldBe(1600 - 400 + 400, 1);
        merged.Similarity(Ringed(0)).ShouldBe(1, 0.01);
        Simplified.Area(merged, 12).Corners.ShouldBe(12);
    }
}
