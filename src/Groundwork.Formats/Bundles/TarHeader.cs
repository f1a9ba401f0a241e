using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Groundwork.Formats.Bundles;

/// <summary>What the block before each file of a tar archive says, and the notes that may stand before that.</summary>
sealed record TarHeader(string Name, char Kind, long Size)
{
    public const int BlockBytes = 512;

    const long Endless = 1L << 60;

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Null if this is no header.</summary>
    public static TarHeader? Read(ReadOnlySpan<byte> block)
    {
        if (block.Length < BlockBytes || !Sums(block) || Number(block.Slice(124, 12)) is not (< Endless and var size))
            return null;
        var name = Text(block[..100]);
        // Only the standard's own kind has the rest of a long name here; GNU keeps times in the same place.
        if (block.Slice(257, 6).SequenceEqual("ustar\0"u8) && Text(block.Slice(345, 155)) is { Length: > 0 } prefix)
            name = $"{prefix}/{name}";
        return new TarHeader(name, (char)block[156], size);
    }

    static bool Sums(ReadOnlySpan<byte> block)
    {
        var (unsigned, signed) = (0L, 0L);
        for (var n = 0; n < BlockBytes; n++)
        {
            var each = n is >= 148 and < 156 ? (byte)' ' : block[n];
            unsigned += each;
            signed += (sbyte)each;
        }
        return block[0] != 0 && Number(block.Slice(148, 8)) is { } said && (said == unsigned || said == signed);
    }

    /// <summary>A number in octal digits, or in bytes where it is too large for them; null if it is neither or negative.</summary>
    static long? Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
            return field[0] == 0x80 && field.Length > 8 && field[1..^8].IndexOfAnyExcept((byte)0) < 0 && BinaryPrimitives.ReadInt64BigEndian(field[^8..]) is >= 0 and var large ? large : null;
        var value = 0L;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return null;
            value = value * 8 + digit - '0';
        }
        return value;
    }

    /// <summary>The notes of an extended header that matter: path and size, and whether the file is stored with holes.</summary>
    public static (string? Path, long? Size, bool Sparse)? Notes(ReadOnlySpan<byte> content)
    {
        var (path, size, sparse) = ((string?)null, (long?)null, false);
        while (content.Length > 0 && content[0] != 0)
        {
            var space = content.IndexOf((byte)' ');
            if (space is <= 0 or > 10 || !int.TryParse(content[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length <= space + 1 || length > content.Length)
                return null;
            var record = content[(space + 1)..length].TrimEnd((byte)'\n');
            var equals = record.IndexOf((byte)'=');
            if (equals < 0)
                return null;
            var word = Text(record[..equals]);
            var value = record[(equals + 1)..];
            if (word == "path")
                path = Text(value, toEnd: true);
            else if (word == "size")
                size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes < Endless ? bytes : -1;
            else
                sparse |= word.StartsWith("GNU.sparse.", StringComparison.Ordinal);
            content = content[length..];
        }
        return (path, size, sparse);
    }

    /// <summary>A text up to its first zero byte: UTF-8, or what it looks like in Latin-1 if it isn't that.</summary>
    public static string Text(ReadOnlySpan<byte> field, bool toEnd = false)
    {
        if (!toEnd && field.IndexOf((byte)0) is >= 0 and var end)
            field = field[..end];
        try
        {
            return Strict.GetString(field);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(field);
        }
    }
}
