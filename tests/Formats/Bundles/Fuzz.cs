using System.Diagnostics;
using System.Globalization;
using Groundwork.Formats.Bundles;

namespace Groundwork.Formats.Tests.Bundles;

/// <summary>Throws damaged archives at a reader: whatever comes, it ends, in time, with files and faults and nothing else.</summary>
static class Fuzz
{
    static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_FUZZ_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds * 20 : 1500;

    internal static async Task Run(IBundleReader reader, byte[] good, Random random)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Damage(good, random, round);
            var since = Stopwatch.StartNew();
            try
            {
                reader.Recognizes(bytes.AsSpan(0, Math.Min(bytes.Length, Groundwork.Formats.Bundles.Bundles.HeadBytes)));
                await Archives.Read(reader, round % 3 == 0 && !reader.Seeks ? new SlowStream(bytes, 100) : new MemoryStream(bytes));
                await foreach (var unread in reader.ReadAsync(new MemoryStream(bytes), Archives.Usual))
                    unread.Name.Length.ShouldBeLessThan(2000);
            }
            catch (Exception wrong)
            {
                throw new InvalidOperationException($"Round {round} of {reader.Name}, bytes {Convert.ToBase64String(bytes)}", wrong);
            }
            since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        }
    }

    static byte[] Damage(byte[] good, Random random, int round)
    {
        var bytes = (byte[])good.Clone();
        switch (round % 5)
        {
            case 0:
                bytes = new byte[random.Next(3000)];
                random.NextBytes(bytes);
                break;
            case 1:
                bytes = bytes[..random.Next(bytes.Length)];
                break;
            case 2:
                var (from, count) = (random.Next(bytes.Length), random.Next(200));
                bytes = [.. bytes[..from], .. bytes[Math.Min(bytes.Length, from + count)..]];
                break;
            case 3:
                var (at, length, to) = (random.Next(bytes.Length), random.Next(100), random.Next(bytes.Length));
                for (var n = 0; n < length && at + n < bytes.Length && to + n < bytes.Length; n++)
                    bytes[to + n] = bytes[at + n];
                break;
        }
        for (var n = random.Next(8); n > 0 && bytes.Length > 0; n--)
            bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
        return bytes;
    }
}
