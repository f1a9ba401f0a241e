using System.Globalization;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Admin;

/// <summary>The files that a workspace's rows name. Of each it has the first half of the hash, as a number: a million take 32 MB instead of 200.</summary>
public sealed class HeldBlobs
{
    readonly HashSet<UInt128> names = [];

    public static async Task<HeldBlobs> Of(Db db, string workspace, IEnumerable<IBlobHolder> holders, CancellationToken cancel)
    {
        var held = new HeldBlobs();
        foreach (var holder in holders)
            await holder.Held(db, workspace, name =>
            {
                if (Key(name) is { } key)
                    held.names.Add(key);
            }, cancel);
        return held;
    }

    /// <summary>Every area's holder, for whoever has no server.</summary>
    public static IReadOnlyList<IBlobHolder> Holders() =>
        [.. typeof(IBlobHolder).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IBlobHolder).IsAssignableFrom(t)).Select(t => (IBlobHolder)Activator.CreateInstance(t)!)];

    public bool Has(string sha256) => Key(sha256) is { } key && names.Contains(key);

    /// <summary>Takes a name out; false if it isn't among them.</summary>
    public bool Take(string sha256) => Key(sha256) is { } key && names.Remove(key);

    /// <summary>What nobody has taken out: the first half of each hash.</summary>
    public IEnumerable<string> Left => names.Select(n => n.ToString("x32", CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal);

    static UInt128? Key(string sha256) =>
        sha256.Length == 64 && UInt128.TryParse(sha256.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) ? key : null;
}
