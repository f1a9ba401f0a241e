using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Groundwork.Media;

/// <summary>What a worker is asked.</summary>
enum Ask : byte
{
    Read = 1,

    // For tests of the limits; a worker that wasn't started for tests refuses them.
    Allocate = 100,
    Spin,
    Sleep,
    Connect,
    Execute,
    OpenFile,
    Signal,
    Crash,
    Chatter,
}

/// <summary>What a worker answers with.</summary>
enum Reply : byte
{
    Ready = 1,
    NotReady,
    Picture,
    Unknown,
    Damaged,
    TooManyPixels,
    TooManyFrames,
    TooMuchMemory,
    TooLargeToShow,
    Told,
}

/// <summary>
/// Between server and worker: each message is its length in four bytes and then its fields in a fixed order. A reader
/// takes nothing for granted: a length beyond the bound, a field that doesn't fit or bytes left over end the conversation.
/// </summary>
static class Wire
{
    internal const int MostBytes = 16 << 20;
    const int MostText = 400;

    internal sealed class Writer
    {
        readonly ArrayBufferWriter<byte> to = new(256);

        internal Writer(Reply kind)
        {
            to.Write(stackalloc byte[4]);
            Byte((byte)kind);
        }

        internal Writer Byte(byte value)
        {
            to.Write([value]);
            return this;
        }

        internal Writer Long(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), value);
            to.Advance(8);
            return this;
        }

        /// <summary>Printable ASCII only, whatever a decoder said.</summary>
        internal Writer Text(string value) =>
            Bytes(Encoding.ASCII.GetBytes(new string([.. value.Take(MostText).Select(c => c is >= ' ' and <= '~' ? c : ' ')]).Trim()));

        internal Writer Bytes(ReadOnlySpan<byte> value)
        {
            Long(value.Length);
            to.Write(value);
            return this;
        }

        internal byte[] Done()
        {
            var whole = to.WrittenSpan.ToArray();
            BinaryPrimitives.WriteInt32LittleEndian(whole, whole.Length - 4);
            return whole;
        }
    }

    /// <summary>Reads the fields of one message; throws <see cref="InvalidDataException"/> at the first that can't be.</summary>
    internal ref struct Reader(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> left = message;

        internal byte Byte() => Take(1)[0];

        internal long Long(long least, long most) =>
            BinaryPrimitives.ReadInt64LittleEndian(Take(8)) is var value && value >= least && value <= most ? value : throw Wrong();

        internal string Text() => Encoding.ASCII.GetString(Take((int)Long(0, MostText)));

        internal byte[] Bytes() => Take((int)Long(0, MostBytes)).ToArray();

        internal readonly void End()
        {
            if (!left.IsEmpty)
                throw Wrong();
        }

        ReadOnlySpan<byte> Take(int count)
        {
            if (count > left.Length)
                throw Wrong();
            var taken = left[..count];
            left = left[count..];
            return taken;
        }
    }

    internal static InvalidDataException Wrong() => new("The worker's answer is malformed.");
}
