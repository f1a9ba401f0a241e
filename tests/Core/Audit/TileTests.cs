using System.Security.Cryptography;
using Groundwork.Core.Audit;

namespace Groundwork.Core.Tests.Audit;

public class TileTests
{
    [Theory]
    [InlineData(0, 0L, 256, "000")]
    [InlineData(0, 1_234_067L, 256, "x001/x234/067")]
    [InlineData(1, 1000L, 17, "x001/000.p/17")]
    [InlineData(0, 5L, 1, "005.p/1")]
    public void A_tile_has_one_path(int level, long number, int width, string path)
    {
        new MerkleTile(level, number, width).Path.ShouldBe(path);
        MerkleTile.Parse(level, path).ShouldBe(new MerkleTile(level, number, width));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("0005")]
    [InlineData("x000/005")]
    [InlineData("001/002")]
    [InlineData("x001/x002")]
    [InlineData("005.p/0")]
    [InlineData("005.p/256")]
    [InlineData("005.p/017")]
    [InlineData("005.p/-1")]
    [InlineData("005.p")]
    [InlineData("../005")]
    [InlineData("xx01/005")]
    [InlineData("x999/x999/x999/x999/x999/x999/x999/x999/999")]
    public void Any_other_path_names_none(string path) => MerkleTile.Parse(0, path).ShouldBeNull();

    [Fact]
    public void A_tree_of_70000_has_the_tiles_that_the_specification_counts()
    {
        MerkleTile.Of(70_000, 0).Count(t => t.Width == 256).ShouldBe(273);
        MerkleTile.Of(70_000, 0).Last().ShouldBe(new MerkleTile(0, 273, 112));
        MerkleTile.Of(70_000, 1).Select(t => t.Width).ShouldBe([256, 17]);
        MerkleTile.Of(70_000, 2).Select(t => t.Width).ShouldBe([1]);
        MerkleTile.Of(70_000, 3).ShouldBeEmpty();
        MerkleTile.Of(256, 1).Single().Width.ShouldBe(1);
    }

    [Fact]
    public void Consistency_holds_between_any_two_sizes_and_for_no_other_roots()
    {
        const int most = 130;
        var leaves = Enumerable.Range(0, most).Select(n => SHA256.HashData(BitConverter.GetBytes(n))).ToArray();
        var roots = new List<byte[]> { new MerkleTree().Root() };
        var tree = new MerkleTree();
        foreach (var leaf in leaves)
        {
            tree.Append(leaf);
            roots.Add(tree.Root());
        }
        byte[] Over(ConsistencyProof.Node node, int size)
        {
            var part = new MerkleTree();
            foreach (var leaf in leaves[(int)(node.Index << node.Height)..(int)Math.Min(size, (node.Index + 1) << node.Height)])
                part.Append(leaf);
            return part.Root();
        }
        for (var to = 1; to <= most; to++)
            for (var from = 1; from <= to; from++)
            {
                var proof = ConsistencyProof.Nodes(from, to).Select(n => Over(n, to)).ToList();
                ConsistencyProof.Holds(from, roots[from], to, roots[to], proof).ShouldBeTrue($"{from} to {to}");
                for (var flipped = 0; flipped < proof.Count; flipped++)
                {
                    var wrong = proof.Select(p => p.ToArray()).ToList();
                    wrong[flipped][7] ^= 1;
                    ConsistencyProof.Holds(from, roots[from], to, roots[to], wrong).ShouldBeFalse($"{from} to {to}, {flipped}");
                }
                if (from == to)
                    continue;
                ConsistencyProof.Holds(from, roots[from - 1], to, roots[to], proof).ShouldBeFalse();
                ConsistencyProof.Holds(from, roots[from], to, roots[to - 1], proof).ShouldBeFalse();
                ConsistencyProof.Holds(from, roots[from], to, roots[to], [.. proof, proof.Count > 0 ? proof[0] : roots[1]]).ShouldBeFalse();
            }
    }
}
