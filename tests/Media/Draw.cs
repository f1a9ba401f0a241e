using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Groundwork.Media.Tests;

/// <summary>Pictures written by hand, byte by byte: right ones, and wrong ones that no encoder would make.</summary>
static class Draw
{
    /// <summary>Red, green, blue and yellow in the four corners: every turn and flip of it is another picture.</summary>
    internal static (byte R, byte G, byte B) Corner(int x, int y, int width, int height) => (x < width / 2, y < height / 2) switch
    {
        (true, true) => (220, 30, 30),
        (false, true) => (30, 200, 40),
        (true, false) => (40, 60, 230),
        _ => (240, 230, 20),
    };

    internal static byte[] Rgb(int width, int height) =>
        [.. Enumerable.Range(0, width * height).SelectMany(n => Corner(n % width, n / width, width, height) is var (r, g, b) ? (byte[])[r, g, b] : [])];

    internal static byte[] Png(int width, int height) => Png(width, height, Rgb(width, height), 8, 2);

    /// <summary>A PNG of raw rows; type 0 grey, 2 RGB, 6 RGB with alpha.</summary>
    internal static byte[] Png(int width, int height, byte[] pixels, byte bits, byte type, params (string Type, byte[] Data)[] more)
    {
        var row = pixels.Length / Math.Max(1, height);
        var raw = new byte[(row + 1) * height];
        for (var y = 0; y < height; y++)
            pixels.AsSpan(y * row, row).CopyTo(raw.AsSpan(y * (row + 1) + 1));
        return PngOf(width, height, bits, type, Packed(raw), more);
    }

    internal static byte[] PngOf(int width, int height, byte bits, byte type, byte[] packed, params (string Type, byte[] Data)[] more)
    {
        var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        Chunk(file, "IHDR", [.. Big(width), .. Big(height), bits, type, 0, 0, 0]);
        foreach (var (name, data) in more)
            Chunk(file, name, data);
        Chunk(file, "IDAT", packed);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    static byte[] Packed(byte[] raw)
    {
        var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest))
            zip.Write(raw);
        return packed.ToArray();
    }

    /// <summary>A PNG whose pixels are all zero: a few megabytes stand for thousands.</summary>
    internal static byte[] PngOfNothing(int width, int height, params (string Type, byte[] Data)[] more)
    {
        var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest))
            for (var (left, nothing) = ((width + 1L) * height, new byte[1 << 20]); left > 0; left -= nothing.Length)
                zip.Write(nothing, 0, (int)Math.Min(left, nothing.Length));
        return PngOf(width, height, 8, 0, packed.ToArray(), more);
    }

    static void Chunk(Stream to, string type, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        to.Write(Big(data.Length));
        to.Write(named);
        to.Write(Big((int)Crc(named)));
    }

    internal static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        foreach (var each in data)
        {
            crc ^= each;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }

    internal static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    internal static byte[] Little(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    static byte[] Shorts(params int[] values) => [.. values.SelectMany(v => BitConverter.GetBytes((ushort)v))];

    /// <summary>A GIF of frames that are each one colour of a palette of four; every code is preceded by a clear, so that none is ever compressed.</summary>
    internal static byte[] Gif(int width, int height, int frames)
    {
        var file = new MemoryStream();
        file.Write("GIF89a"u8);
        file.Write([.. Shorts(width, height), 0x81, 0, 0, 220, 30, 30, 30, 200, 40, 40, 60, 230, 240, 230, 20]);
        for (var frame = 0; frame < frames; frame++)
        {
            file.Write([0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, .. Shorts(width, height), 0, 2]);
            // Codes of three bits: 4 clears, 5 ends, 0 to 3 are colours.
            var bits = new List<int>();
            for (var n = 0; n < width * height; n++)
                bits.AddRange([4, frame > 0 ? frame % 4 : (n % width < width / 2 ? 0 : 1) + (n / width < height / 2 ? 0 : 2)]);
            bits.Add(5);
            var codes = new byte[(bits.Count * 3 + 7) / 8];
            for (var n = 0; n < bits.Count * 3; n++)
                codes[n / 8] |= (byte)((bits[n / 3] >> n % 3 & 1) << n % 8);
            foreach (var block in codes.Chunk(255))
                file.Write([(byte)block.Length, .. block]);
            file.WriteByte(0);
        }
        file.WriteByte(0x3B);
        return file.ToArray();
    }

    /// <summary>An uncompressed TIFF with so many equal pages of RGB.</summary>
    internal static byte[] Tiff(int width, int height, int pages = 1, int orientation = 1, int? stripBytes = null)
    {
        var pixels = Rgb(Math.Clamp(width, 1, 64), Math.Clamp(height, 1, 64));
        const int entries = 11, directory = 2 + entries * 12 + 4;
        var file = new MemoryStream();
        file.Write([.. "II*\0"u8, .. Little(8)]);
        var pixelsAt = 8 + pages * (directory + 8);
        for (var page = 0; page < pages; page++)
        {
            var at = 8 + page * (directory + 8);
            file.Write(Shorts(entries));
            foreach (var (tag, type, count, value) in ((int, int, int, int)[])
            [
                (256, 4, 1, width), (257, 4, 1, height), (258, 3, 3, at + directory), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, pixelsAt),
                (274, 3, 1, orientation), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, stripBytes ?? pixels.Length), (284, 3, 1, 1),
            ])
                file.Write([.. Shorts(tag, type), .. Little(count, value)]);
            file.Write(Little(page + 1 < pages ? at + directory + 8 : 0));
            file.Write(Shorts(8, 8, 8, 0));
        }
        file.Write(pixels);
        return file.ToArray();
    }

    /// <summary>A BMP of rows as they are stored; the header has the length that is asked for.</summary>
    internal static byte[] Bmp(int width, int height, int bits, byte[] rows, int compression = 0, byte[]? palette = null, int header = 40, uint[]? masks = null)
    {
        byte[] maskBytes = [.. (masks ?? []).SelectMany(BitConverter.GetBytes)];
        byte[] head = header == 12
            ? [.. Little(12), .. Shorts(width, height, 1, bits)]
            : [.. Little(header, width, height), .. Shorts(1, bits), .. Little(compression, rows.Length, 0, 0, (palette?.Length ?? 0) / 4, 0), .. maskBytes];
        var whole = header == 12 ? head : [.. head, .. new byte[Math.Max(0, header - head.Length)]];
        var at = 14 + whole.Length + (palette?.Length ?? 0);
        return [.. "BM"u8, .. Little(at + rows.Length, 0, at), .. whole, .. palette ?? [], .. rows];
    }

    /// <summary>Rows of a BMP of 24 bits, bottom up unless it says otherwise.</summary>
    internal static byte[] BmpRows(int width, int height, bool topDown = false) =>
        [.. Enumerable.Range(0, height).SelectMany(row => (byte[])
            [.. Enumerable.Range(0, width).SelectMany(x => Corner(x, topDown ? row : height - 1 - row, width, height) is var (r, g, b) ? (byte[])[b, g, r] : []),
             .. new byte[(4 - width * 3 % 4) % 4]])];

    /// <summary>A JPEG with an Exif segment that says how it lies.</summary>
    internal static byte[] WithExif(byte[] jpeg, int orientation, int type = 3, int count = 1, string text = "x")
    {
        byte[] exif =
        [
            .. "Exif\0\0"u8, .. "II*\0"u8, .. Little(8), .. Shorts(2), .. Shorts(0x10E, 2), .. Little(text.Length + 1, 38),
            .. Shorts(0x112, type), .. Little(count, orientation), .. Little(0), .. Encoding.ASCII.GetBytes(text), 0,
        ];
        return [.. jpeg.AsSpan(0, 2), 0xFF, 0xE1, (byte)((exif.Length + 2) >> 8), (byte)(exif.Length + 2), .. exif, .. jpeg.AsSpan(2)];
    }

    /// <summary>The eXIf chunk of a PNG.</summary>
    internal static (string, byte[]) PngExif(int orientation) =>
        ("eXIf", [.. "II*\0"u8, .. Little(8), .. Shorts(1), .. Shorts(0x112, 3), .. Little(1, orientation), .. Little(0)]);
}
