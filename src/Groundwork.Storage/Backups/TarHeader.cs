using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Groundwork.Storage.Backups;

/// <summary>
/// The header of one file in a tar archive. All of its 512 bytes follow from name, length and time, so that a reader who writes
/// it again finds whatever was changed in it.
/// </summary>
readonly record struct TarHeader(string Name, long Size, long Time)
{
    internal const int Block = 512;
    const int NameLength = 100, PrefixAt = 345, SizeAt = 124, TimeAt = 136, SumAt = 148;
    const long LargestOctal = (1L << 33) - 1;

    /// <summary>How many bytes of nothing follow the content, up to the next block.</summary>
    internal int Padding => (int)((Block - Size % Block) % Block);

    internal byte[] Bytes()
    {
        var all = new byte[Block];
        var (prefix, name) = Name.Length <= NameLength ? ("", Name) : (Name[..Name.LastIndexOf('/')], Name[(Name.LastIndexOf('/') + 1)..]);
        Put(0, name);
        Put(100, "0000600\0");
        Put(108, "0000000\0");
        Put(116, "0000000\0");
        if (Size <= LargestOctal)
            Put(SizeAt, Octal(Size, 11) + "\0");
        else
        {
            // As GNU tar writes what has no room in octal digits.
            all[SizeAt] = 0x80;
            BinaryPrimitives.WriteInt64BigEndian(all.AsSpan(SizeAt + 4), Size);
        }
        Put(TimeAt, Octal(Time, 11) + "\0");
        Put(SumAt, "        ");
        all[156] = (byte)'0';
        Put(257, "ustar\0");
        Put(263, "00");
        Put(PrefixAt, prefix);
        Put(SumAt, Octal(all.Sum(b => (long)b), 6) + "\0 ");
        return all;

        void Put(int at, string text) => Encoding.ASCII.GetBytes(text, all.AsSpan(at));
    }

    /// <summary>The header that these bytes are, or null if they are none that we would write.</summary>
    internal static TarHeader? Read(ReadOnlySpan<byte> bytes)
    {
        var prefix = Text(bytes[PrefixAt..(PrefixAt + 155)]);
        var name = Text(bytes[..NameLength]);
        long? size = bytes[SizeAt] == 0x80 ? BinaryPrimitives.ReadInt64BigEndian(bytes[(SizeAt + 4)..]) : Number(bytes[SizeAt..(SizeAt + 11)]);
        if (size is not >= 0 || Number(bytes[TimeAt..(TimeAt + 11)]) is not { } time || name.Length == 0)
            return null;
        var header = new TarHeader(prefix.Length == 0 ? name : prefix + "/" + name, size.Value, time);
        return header.Bytes().AsSpan().SequenceEqual(bytes) ? header : null;
    }

    static string Octal(long value, int digits) => Convert.ToString(value, 8).PadLeft(digits, '0');

    static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }

    static long? Number(ReadOnlySpan<byte> digits)
    {
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return null;
            value = value * 8 + digit - '0';
        }
        return value;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Size} bytes)");
}
