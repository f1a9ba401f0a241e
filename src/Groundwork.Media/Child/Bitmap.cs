using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Groundwork.Media.Child;

/// <summary>
/// A BMP, which libvips itself doesn't read: 1, 4, 8, 16, 24 and 32 bits, colour masks, both run-length encodings, bottom
/// up and top down. Layout: Microsoft, "Bitmap Storage" (BITMAPCOREHEADER, BITMAPINFOHEADER, BITMAPV4HEADER, BITMAPV5HEADER).
/// </summary>
sealed unsafe class Bitmap : IDisposable
{
    const int FileHeader = 14, CoreHeader = 12, InfoHeader = 40, MostHeader = 124;
    const uint Plain = 0, Rle8 = 1, Rle4 = 2, Masks = 3, AlphaMasks = 6;

    readonly int file;
    readonly int bits;
    readonly uint compression;
    readonly bool topDown;
    readonly long pixelsAt;
    readonly byte[] palette;
    readonly uint[] masks;
    byte* pixels;

    internal int Width { get; }
    internal int Height { get; }
    internal bool HasAlpha => masks.Length == 4 && masks[3] != 0;
    int Bands => HasAlpha ? 4 : 3;
    long Bytes => (long)Width * Height * Bands;

    internal Bitmap(int file)
    {
        this.file = file;
        var head = new byte[FileHeader + MostHeader + 16];
        var got = Fill(head, 0);
        uint Word(int at) => at + 4 <= got ? BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(at)) : throw Broken("it ends within its header");
        int Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(at));
        var size = (int)Word(FileHeader);
        var core = size == CoreHeader;
        var height = core ? Half(20) : (int)Word(22);
        (Width, topDown) = (core ? Half(18) : (int)Word(18), height < 0);
        Height = height == int.MinValue ? 0 : Math.Abs(height);
        bits = core ? Half(24) : (int)(Word(26) >> 16);
        compression = core ? Plain : Word(30);
        pixelsAt = Word(10);
        if (Width <= 0 || Height <= 0)
            throw Broken("its size is not above zero");
        var fits = (compression, bits) switch
        {
            (Plain, 1 or 4 or 8 or 16 or 24 or 32) or (Rle8, 8) or (Rle4, 4) or (Masks or AlphaMasks, 16 or 32) => true,
            _ => false,
        };
        if (!fits || (topDown && compression is Rle4 or Rle8))
            throw Broken($"{bits} bits with compression {compression} is nothing that a BMP can be");
        masks = ReadMasks(Word, size);
        palette = ReadPalette(core, core ? 0 : Word(46), FileHeader + size);
    }

    uint[] ReadMasks(Func<int, uint> word, int size)
    {
        if (compression is not (Masks or AlphaMasks))
            return bits switch { 16 => [0x7C00, 0x3E0, 0x1F], 32 => [0xFF0000, 0xFF00, 0xFF], _ => [] };
        // A header of 40 bytes has them behind it, a longer one in it, at the same place.
        uint[] found = [word(54), word(58), word(62), compression == AlphaMasks || size >= 56 ? word(66) : 0];
        if (found.Any(HasHoles) || found.Take(3).Any(m => m == 0))
            throw Broken("its colour masks have holes");
        return found;
    }

    static bool HasHoles(uint mask)
    {
        var shifted = mask == 0 ? 0 : mask >> BitOperations.TrailingZeroCount(mask);
        return (shifted & (shifted + 1)) != 0;
    }

    byte[] ReadPalette(bool core, uint used, int at)
    {
        if (bits > 8)
            return [];
        var colours = used is 0 or > 256 ? 1 << bits : (int)Math.Min(used, 1u << bits);
        var each = core ? 3 : 4;
        var stored = new byte[colours * each];
        _ = Fill(stored, at);
        // Indexes beyond the palette are black.
        var found = new byte[256 * 3];
        for (var n = 0; n < colours; n++)
            (found[n * 3], found[n * 3 + 1], found[n * 3 + 2]) = (stored[n * each + 2], stored[n * each + 1], stored[n * each]);
        return found;
    }

    /// <summary>Decodes all pixels. The size has been judged before.</summary>
    internal void Decode()
    {
        pixels = (byte*)NativeMemory.AllocZeroed((nuint)Bytes);
        if (compression is Rle4 or Rle8)
            DecodeRuns();
        else
            DecodeRows();
    }

    internal nint Image(Vips.Scope scope) => scope.Image(pixels, Bytes, Width, Height, Bands);

    void DecodeRows()
    {
        var row = new byte[((long)Width * bits + 31) / 32 * 4];
        for (var y = 0; y < Height; y++)
        {
            if (Fill(row, pixelsAt + (long)y * row.Length) < ((long)Width * bits + 7) / 8)
                throw Broken("it ends before its last row");
            var to = Row(topDown ? y : Height - 1 - y);
            for (var x = 0; x < Width; x++, to += Bands)
                Put(to, row, x);
        }
    }

    void Put(byte* to, byte[] row, int x)
    {
        if (bits <= 8)
            Paint(to, row[x * bits / 8] >> (8 - bits - x * bits % 8) & (1 << bits) - 1);
        else if (bits == 24)
            (to[0], to[1], to[2]) = (row[x * 3 + 2], row[x * 3 + 1], row[x * 3]);
        else
        {
            var value = bits == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(row.AsSpan(x * 2)) : BinaryPrimitives.ReadUInt32LittleEndian(row.AsSpan(x * 4));
            for (var band = 0; band < Bands; band++)
                to[band] = Masked(value, masks[band]);
        }
    }

    void Paint(byte* to, int index) => (to[0], to[1], to[2]) = (palette[index * 3], palette[index * 3 + 1], palette[index * 3 + 2]);

    static byte Masked(uint value, uint mask)
    {
        var shift = BitOperations.TrailingZeroCount(mask);
        ulong most = mask >> shift;
        return (byte)(((value & mask) >> shift) * 255UL / most);
    }

    byte* Row(int y) => pixels + (long)y * Width * Bands;

    void DecodeRuns()
    {
        var at = pixelsAt;
        var buffer = new byte[64 * 1024];
        var (have, next) = (0, 0);
        int Next()
        {
            if (next == have)
            {
                (have, next) = (Fill(buffer, at), 0);
                at += have;
                if (have == 0)
                    throw Broken("it ends within its runs");
            }
            return buffer[next++];
        }
        var (x, y) = (0, 0);
        void Dot(int index)
        {
            if (x < Width && y < Height)
                Paint(Row(Height - 1 - y) + (long)x * Bands, index);
            x++;
        }
        // Each pair adds to x or y, or ends; x can't outrun what the file has bytes for.
        while (y < Height)
        {
            var (count, value) = (Next(), Next());
            if (count > 0)
                for (var n = 0; n < count; n++)
                    Dot(bits == 8 ? value : n % 2 == 0 ? value >> 4 : value & 15);
            else if (value == 0)
                (x, y) = (0, y + 1);
            else if (value == 1)
                return;
            else if (value == 2)
                (x, y) = (x + Next(), y + Next());
            else
                for (var (n, pair, length) = (0, 0, (value * bits + 15) / 16 * 2 * 8 / bits); n < length; n++)
                {
                    if (bits == 8 || n % 2 == 0)
                        pair = Next();
                    if (n < value)
                        Dot(bits == 8 ? pair : n % 2 == 0 ? pair >> 4 : pair & 15);
                }
        }
    }

    int Fill(byte[] to, long at)
    {
        fixed (byte* first = to)
            for (var had = 0; ;)
            {
                var got = had == to.Length ? 0 : Libc.pread(file, first + had, to.Length - had, at + had);
                if (got <= 0)
                    return had;
                had += (int)got;
            }
    }

    static InvalidDataException Broken(string what) => new($"BMP: {what}");

    public void Dispose() => NativeMemory.Free(pixels);
}
