using System.Buffers.Binary;
using System.Text;
using Groundwork.Core;

namespace Groundwork.Formats.Bundles;

/// <summary>One line of a zip archive's list of contents.</summary>
readonly record struct ZipEntry(string Name, int Flags, int Method, uint Crc, long Packed, long Size, long Start, uint Attributes, int NameBytes)
{
    const uint TypeMask = 0xF000, Regular = 0x8000, Folder = 0x4000, Link = 0xA000;

    uint Type => (Attributes >> 16) & TypeMask;

    public bool IsEncrypted => (Flags & 0x2041) != 0;
    public bool IsFolder => Name is [.., '/' or '\\'] || Type == Folder || (Type == 0 && (Attributes & 0x10) != 0 && Size == 0);
    public bool IsLink => Type == Link;
    public bool IsSpecial => Type is not (0 or Regular or Folder or Link);

    /// <summary>The least that it takes of the archive, its own header counting.</summary>
    public long End => Start + 30 + NameBytes + Packed;
}

/// <summary>
/// Reads the list of contents at a zip archive's end, one line after the other, as often as it is asked: the framework's reader
/// holds every line as an object, which for a million of them is more memory than a server should give.
/// </summary>
sealed class ZipDirectory(Stream archive, long start, long length, long shift)
{
    const int EndBytes = 22, LineBytes = 46, LongestComment = 65_535;

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    static readonly Encoding Dos = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    public long Start => start;

    /// <summary>Finds it; or says what is wrong with the archive as a whole.</summary>
    public static (ZipDirectory? Found, string? Wrong) Find(Stream archive)
    {
        var tail = new byte[Math.Min(archive.Length, EndBytes + LongestComment)];
        var from = archive.Length - tail.Length;
        Read(archive, from, tail);
        for (var at = tail.Length - EndBytes; at >= 0; at--)
            if (Word(tail, at) == 0x06054B50 && at + EndBytes + Half(tail, at + 20) <= tail.Length)
                return At(archive, from + at, tail.AsSpan(at, EndBytes));
        return (null, "The archive isn't whole: its list of contents, which stands at its end, is missing.");
    }

    static (ZipDirectory?, string?) At(Stream archive, long end, ReadOnlySpan<byte> last)
    {
        const string damaged = "The archive is damaged: its list of contents can't be found.";
        var (length, offset) = ((long)Word(last, 12), (long)Word(last, 16));
        if (Half(last, 4) is not (0 or 0xFFFF) || Half(last, 6) is not (0 or 0xFFFF))
            return (null, "This is one part of an archive of several parts.");
        var stop = end;
        if (length == uint.MaxValue || offset == uint.MaxValue || Half(last, 10) == 0xFFFF)
        {
            var (locator, large) = (new byte[20], new byte[56]);
            if (end >= 20 && Read(archive, end - 20, locator) && Word(locator, 0) == 0x07064B50)
            {
                stop = (long)BinaryPrimitives.ReadUInt64LittleEndian(locator.AsSpan(8));
                if (stop < 0 || stop > end - 76 || !Read(archive, stop, large) || Word(large, 0) != 0x06064B50)
                {
                    stop = end - 76;
                    if (stop < 0 || !Read(archive, stop, large) || Word(large, 0) != 0x06064B50)
                        return (null, damaged);
                }
                (length, offset) = ((long)BinaryPrimitives.ReadUInt64LittleEndian(large.AsSpan(40)), (long)BinaryPrimitives.ReadUInt64LittleEndian(large.AsSpan(48)));
            }
        }
        // Something may stand before the archive, such as a program that unpacks it; all its places are then that much further on.
        var start = stop - length;
        return length < 0 || offset < 0 || start < offset ? (null, damaged) : (new ZipDirectory(archive, start, length, start - offset), null);
    }

    /// <summary>All lines up to the end, or to the first that can't be one; that one is null.</summary>
    public IEnumerable<ZipEntry?> Entries()
    {
        var lines = new BufferedStream(new PartStream(archive, start, length), 64 * 1024);
        var fixedPart = new byte[LineBytes];
        for (long at = 0; at < length;)
        {
            if (lines.ReadAtLeast(fixedPart, LineBytes, throwOnEndOfStream: false) < LineBytes || Word(fixedPart, 0) != 0x02014B50)
            {
                yield return null;
                yield break;
            }
            var rest = new byte[Half(fixedPart, 28) + Half(fixedPart, 30) + Half(fixedPart, 32)];
            if (lines.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) < rest.Length)
            {
                yield return null;
                yield break;
            }
            at += LineBytes + rest.Length;
            yield return Line(fixedPart, rest);
        }
    }

    ZipEntry Line(byte[] line, byte[] rest)
    {
        var name = rest.AsSpan(0, Half(line, 28));
        var extra = rest.AsSpan(name.Length, Half(line, 30));
        long size = Word(line, 24), packed = Word(line, 20), at = Word(line, 42);
        string? unicode = null;
        while (extra.Length >= 4 && Half(extra, 2) is var n && n + 4 <= extra.Length)
        {
            var field = extra.Slice(4, n);
            if (Half(extra, 0) == 0x0001)
            {
                size = size == uint.MaxValue ? Long(ref field) : size;
                packed = packed == uint.MaxValue ? Long(ref field) : packed;
                at = at == uint.MaxValue ? Long(ref field) : at;
            }
            else if (Half(extra, 0) == 0x7075 && n > 5 && field[0] == 1 && Word(field, 1) == Crc32.Append(0, name))
                unicode = Decode(field[5..], utf8: true);
            extra = extra[(4 + n)..];
        }
        return new ZipEntry(unicode ?? Decode(name, (Half(line, 8) & 0x800) != 0), Half(line, 8), Half(line, 10), Word(line, 16), packed, size, at + shift, Word(line, 38), name.Length);
    }

    // Without the flag it should be code page 437, but many programs write UTF-8, and what is valid UTF-8 is hardly ever anything else.
    static string Decode(ReadOnlySpan<byte> name, bool utf8)
    {
        try
        {
            return Strict.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return (utf8 ? Encoding.UTF8 : Dos).GetString(name);
        }
    }

    /// <summary>Where an entry's packed bytes begin; null if there is none.</summary>
    public static long? DataOf(Stream archive, long at)
    {
        var header = new byte[30];
        return at >= 0 && Read(archive, at, header) && Word(header, 0) == 0x04034B50 ? at + 30 + Half(header, 26) + Half(header, 28) : null;
    }

    static bool Read(Stream archive, long at, byte[] into)
    {
        archive.Position = at;
        return archive.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;
    }

    static long Long(ref Span<byte> field)
    {
        if (field.Length < 8)
            return long.MaxValue;
        var value = (long)BinaryPrimitives.ReadUInt64LittleEndian(field);
        field = field[8..];
        return value < 0 ? long.MaxValue : value;
    }

    static int Half(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
