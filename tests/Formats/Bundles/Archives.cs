using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Groundwork.Core;
using Groundwork.Formats.Bundles;

namespace Groundwork.Formats.Tests.Bundles;

/// <summary>An entry of an archive, every word of which can be a lie.</summary>
public sealed record Entry(string Name, byte[] Content)
{
    public byte[]? RawName { get; init; }
    public byte[]? Packed { get; init; }
    public ushort Method { get; init; } = 8;
    public ushort Flags { get; init; }
    public uint? Crc { get; init; }
    public long? Size { get; init; }
    public long? At { get; init; }
    public uint Attributes { get; init; }
    public byte[] Extra { get; init; } = [];
    public bool Large { get; init; }

    public static Entry Of(string name, string content) => new(name, Encoding.UTF8.GetBytes(content));
}

/// <summary>Makes archives, also such as no program makes, and reads them to their end.</summary>
static class Archives
{
    public static readonly BundleLimits Usual = new();

    public static byte[] Deflate(byte[] content) => Pack(into => new DeflateStream(into, CompressionLevel.SmallestSize, leaveOpen: true), content);

    public static byte[] Gzip(byte[] content) => Pack(into => new GZipStream(into, CompressionLevel.SmallestSize, leaveOpen: true), content);

    static byte[] Pack(Func<Stream, Stream> packer, byte[] content)
    {
        using var packed = new MemoryStream();
        using (var packing = packer(packed))
            packing.Write(content);
        return packed.ToArray();
    }

    public static byte[] Zip(params Entry[] entries)
    {
        using var file = new MemoryStream();
        WriteZip(file, entries, large: false);
        return file.ToArray();
    }

    public static void WriteZip(Stream file, IEnumerable<Entry> entries, bool large)
    {
        using var lines = new MemoryStream();
        using var to = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        using var line = new BinaryWriter(lines);
        var (count, before) = (0, file.Position);
        foreach (var entry in entries)
        {
            var name = entry.RawName ?? Encoding.UTF8.GetBytes(entry.Name);
            var packed = entry.Packed ?? (entry.Method == 8 ? Deflate(entry.Content) : entry.Content);
            var (crc, size, at) = (entry.Crc ?? Crc32.Append(0, entry.Content), entry.Size ?? entry.Content.Length, entry.At ?? file.Position - before);
            var flags = (ushort)(entry.Flags | (entry.RawName is null ? 0x800 : 0));
            if (entry.At is null)
            {
                Half(to, 0x4B50, 0x0403, 20, flags, entry.Method, 0, 0);
                Word(to, crc, packed.Length, size);
                Half(to, name.Length, 0);
                to.Write(name);
                to.Write(packed);
                to.Flush();
            }
            byte[] extra = entry.Large ? [1, 0, 24, 0, .. BitConverter.GetBytes(size), .. BitConverter.GetBytes((long)packed.Length), .. BitConverter.GetBytes(at)] : entry.Extra;
            Half(line, 0x4B50, 0x0201, 0x031E, 20, flags, entry.Method, 0, 0);
            Word(line, crc, entry.Large ? uint.MaxValue : packed.Length, entry.Large ? uint.MaxValue : size);
            Half(line, name.Length, extra.Length, 0, 0, 0);
            Word(line, entry.Attributes, entry.Large ? uint.MaxValue : at);
            line.Write(name);
            line.Write(extra);
            count++;
        }
        line.Flush();
        var start = file.Position - before;
        lines.WriteTo(file);
        if (large)
        {
            var end = file.Position - before;
            to.Write([.. "PK\u0006\u0006"u8, .. BitConverter.GetBytes(44L), 45, 0, 45, 0, .. new byte[8]]);
            foreach (var value in (long[])[count, count, lines.Length, start])
                to.Write(value);
            to.Write([.. "PK\u0006\u0007"u8, .. new byte[4], .. BitConverter.GetBytes(end), 1, 0, 0, 0]);
        }
        Half(to, 0x4B50, 0x0605, 0, 0, large ? 0xFFFF : count, large ? 0xFFFF : count);
        Word(to, large ? uint.MaxValue : lines.Length, large ? uint.MaxValue : start);
        Half(to, 0);
        to.Flush();
    }

    static void Half(BinaryWriter to, params int[] values) => Array.ForEach(values, v => to.Write((ushort)v));

    static void Word(BinaryWriter to, params long[] values) => Array.ForEach(values, v => to.Write((uint)v));

    public static byte[] Tar(params TarEntry[] entries)
    {
        using var file = new MemoryStream();
        using (var writer = new TarWriter(file, leaveOpen: true))
            foreach (var entry in entries)
                writer.WriteEntry(entry);
        return file.ToArray();
    }

    public static TarEntry TarFile(string name, string content, TarEntryFormat format = TarEntryFormat.Pax)
    {
        var data = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return format switch
        {
            TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name) { DataStream = data },
            TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data },
            TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name) { DataStream = data },
            _ => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data },
        };
    }

    /// <summary>A header by hand, with its checksum, and what follows it.</summary>
    public static byte[] TarBlocks(string name, char kind, byte[] content, long? size = null, byte[]? rawSize = null)
    {
        var block = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(block, 0);
        Encoding.ASCII.GetBytes("0000644\00000000\00000000\0").CopyTo(block, 100);
        (rawSize ?? Encoding.ASCII.GetBytes(Convert.ToString(size ?? content.Length, 8).PadLeft(11, '0') + "\0")).CopyTo(block, 124);
        Encoding.ASCII.GetBytes("00000000000\0").CopyTo(block, 136);
        block[156] = (byte)kind;
        Encoding.ASCII.GetBytes("ustar\000").CopyTo(block, 257);
        block.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(block.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(block, 148);
        return [.. block, .. content, .. new byte[(512 - content.Length % 512) % 512]];
    }

    public static byte[] TarEnd => new byte[1024];

    /// <summary>Each file as "name: content", each fault as "name! reason", in their order.</summary>
    public static async Task<List<string>> Read(IBundleReader reader, Stream archive, BundleLimits? limits = null)
    {
        var found = new List<string>();
        await foreach (var outcome in reader.ReadAsync(archive, limits ?? Usual))
            found.Add(await Describe(outcome));
        return found;
    }

    public static Task<List<string>> Read(IBundleReader reader, byte[] archive, BundleLimits? limits = null) => Read(reader, new MemoryStream(archive), limits);

    public static async Task<string> Describe(BundleOutcome outcome)
    {
        if (outcome is BundleFault fault)
        {
            fault.Reason.ShouldEndWith(".");
            fault.Todo.ShouldEndWith(".");
            fault.Name.ShouldNotContain('\0');
            return $"{fault.Name}! {fault.Reason}";
        }
        var file = (BundleFile)outcome;
        try
        {
            await using var stream = await file.Open(CancellationToken.None);
            var (buffer, text) = (new byte[64 * 1024], new StringBuilder());
            for (int n; (n = await stream.ReadAsync(buffer)) > 0;)
                if (text.Length < 200)
                    text.Append(Encoding.UTF8.GetString(buffer, 0, n));
            return $"{file.Name}: {text}";
        }
        catch (BundleFaultException e)
        {
            return $"{file.Name}! {e.Reason}";
        }
    }
}
