using Groundwork.Core.Geometry;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Geometry;

public sealed class ExtentTreeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(700)]
    public void It_finds_what_looking_at_all_of_them_finds(int count)
    {
        var random = new SeededRandom(5);
        Extent One() => new Extent(random.NextInt(100), random.NextInt(100), 0, 0) is var at ? new(at.MinX, at.MinY, at.MinX + random.NextInt(12), at.MinY + random.NextInt(12)) : at;
        Extent[] all = [.. Enumerable.Range(0, count).Select(_ => One())];
        var tree = new ExtentTree(all);
        for (var round = 0; round < 100; round++)
        {
            var (place, found) = (One(), new List<int>());
            tree.Find(place, found);
            found.Order().ShouldBe(Enumerable.Range(0, count).Where(i => all[i].Touches(place)));
        }
    }
}
