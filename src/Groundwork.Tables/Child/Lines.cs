using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Groundwork.Tables.Child;

/// <summary>Lines of JSON on their way out, many at once.</summary>
sealed class Lines(Stream to) : IDisposable
{
    internal static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 128 };

    const int FlushAt = 64 * 1024, KeptMost = 4 * 1024 * 1024;

    ArrayBufferWriter<byte> waiting = new(2 * FlushAt);
    Utf8JsonWriter? json;

    internal Utf8JsonWriter Json => json ??= new Utf8JsonWriter(waiting, Plain);

    internal void End()
    {
        Json.Flush();
        Json.Reset();
        waiting.Write("\n"u8);
        if (waiting.WrittenCount >= FlushAt)
            Flush();
    }

    void Flush()
    {
        to.Write(waiting.WrittenSpan);
        if (waiting.Capacity > KeptMost)
        {
            waiting = new(2 * FlushAt);
            Json.Reset(waiting);
        }
        else
            waiting.ResetWrittenCount();
    }

    public void Dispose()
    {
        Flush();
        json?.Dispose();
    }
}
