using System.Security.Cryptography;
using Groundwork.Core.Audit;

namespace Groundwork.Core.Tests.Audit;

public class MerkleTreeTests
{
    // The leaves and roots of the Certificate Transparency reference tests for RFC 6962.
    static readonly string[] Leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Roots_are_those_of_the_published_vectors()
    {
        var tree = new MerkleTree();
        Convert.ToHexStringLower(tree.Root()).ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (var i = 0; i < Leaves.Length; i++)
        {
            tree.Append(MerkleTree.LeafHash(Convert.FromHexString(Leaves[i])));
            Convert.ToHexStringLower(tree.Root()).ShouldBe(Roots[i], $"{i + 1} leaves");
        }
    }

    [Fact]
    public void A_tree_taken_up_again_at_any_size_grows_like_one_that_never_stopped()
    {
        var leaves = Enumerable.Range(0, 70).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i))).ToArray();
        var tree = new MerkleTree();
        foreach (var leaf in leaves)
        {
            tree = new MerkleTree(tree.Size, tree.Peaks);
            tree.Append(leaf);
            tree.Root().ShouldBe(Naive(leaves.AsSpan(0, (int)tree.Size)), $"{tree.Size} leaves");
        }
    }

    [Fact]
    public void Peaks_that_fit_no_tree_of_the_size_are_refused()
    {
        Should.Throw<ArgumentException>(() => new MerkleTree(3, [new byte[32]]));
        Should.Throw<ArgumentException>(() => new MerkleTree(1, [new byte[31]]));
        Should.Throw<ArgumentException>(() => new MerkleTree().Append([1]));
    }

    // The definition of RFC 6962, section 2.1, word for word: split at the largest power of two below n.
    static byte[] Naive(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
            return leaves[0];
        var k = 1;
        while (k * 2 < leaves.Length)
            k *= 2;
        return SHA256.HashData([1, .. Naive(leaves[..k]), .. Naive(leaves[k..])]);
    }
}
