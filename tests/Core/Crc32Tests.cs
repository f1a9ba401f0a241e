namespace Groundwork.Core.Tests;

/// <summary>The checksum is the one that everybody else computes, in however many pieces the bytes come.</summary>
public class Crc32Tests
{
    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("a", 0xE8B7BE43u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Known_answers(string text, uint crc) => Crc32.Append(0, System.Text.Encoding.ASCII.GetBytes(text)).ShouldBe(crc);

    [Fact]
    public void Pieces_give_what_the_whole_gives()
    {
        var bytes = Enumerable.Range(0, 100).Select(n => (byte)(n * 37)).ToArray();
        var whole = Crc32.Append(0, bytes);
        for (var cut = 0; cut <= bytes.Length; cut++)
            Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)).ShouldBe(whole);
    }
}
