using System.Buffers.Binary;

namespace Groundwork.Core;

/// <summary>The checksum of zip archives and of chunks of uploads: CRC-32 as in ISO 3309, eight bytes at a time.</summary>
public static class Crc32
{
    static readonly uint[][] Tables = Make();

    /// <summary>The checksum of what gave <paramref name="crc"/> (0 at the beginning) with these bytes after it.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var c = ~crc;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var (low, high) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ c, BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
            c = Tables[7][low & 255] ^ Tables[6][(low >> 8) & 255] ^ Tables[5][(low >> 16) & 255] ^ Tables[4][low >> 24]
                ^ Tables[3][high & 255] ^ Tables[2][(high >> 8) & 255] ^ Tables[1][(high >> 16) & 255] ^ Tables[0][high >> 24];
        }
        foreach (var each in bytes)
            c = Tables[0][(c ^ each) & 255] ^ (c >> 8);
        return ~c;
    }

    static uint[][] Make()
    {
        var tables = new uint[8][];
        for (var t = 0; t < 8; t++)
        {
            tables[t] = new uint[256];
            for (uint n = 0; n < 256; n++)
            {
                var c = t == 0 ? n : tables[t - 1][n];
                if (t > 0)
                    c = tables[0][c & 255] ^ (c >> 8);
                else
                    for (var bit = 0; bit < 8; bit++)
                        c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
                tables[t][n] = c;
            }
        }
        return tables;
    }
}
