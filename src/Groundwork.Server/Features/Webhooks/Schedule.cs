using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Groundwork.Core.Statistics;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>When a delivery that failed is tried again: at once, then later and later, for three days.</summary>
static class Schedule
{
    const long Second = 1000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;

    /// <summary>A receiver that has only failed for this long is given up.</summary>
    internal const long GivesUpAfterMs = 5 * Day;

    static readonly long[] Waits = [5 * Second, 5 * Minute, 30 * Minute, 2 * Hour, 5 * Hour, 10 * Hour, 14 * Hour, 20 * Hour, 24 * Hour];

    /// <summary>How often a delivery is tried before it has failed.</summary>
    internal static int MostTries => Waits.Length + 1;

    /// <summary>How long to wait after this many tries; null when that was the last. Up to a fifth more, so that what failed together isn't tried together.</summary>
    internal static long? Wait(string delivery, int tries, long? retryAfterMs)
    {
        if (tries >= MostTries)
            return null;
        var wait = Waits[tries - 1];
        var seed = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{delivery} {tries}")));
        var jittered = wait + (long)(wait * 0.2 * (new SeededRandom(seed).NextBits() >> 11) / (1L << 53));
        return Math.Max(jittered, Pause(retryAfterMs));
    }

    /// <summary>How long a receiver that asked for it is left alone: a day at most.</summary>
    internal static long Pause(long? retryAfterMs) => Math.Clamp(retryAfterMs ?? 0, 0, Day);
}
