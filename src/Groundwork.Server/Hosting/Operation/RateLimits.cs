using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>How much is taken from whom, and at once; 0 is no limit.</summary>
/// <param name="PerMember">Requests a second of one member, whatever keys and browsers they come with.</param>
/// <param name="PerWorkspace">Requests a second of one workspace.</param>
/// <param name="PerAddress">Requests a second from one address that nobody is signed in for.</param>
/// <param name="Requests">How many requests are answered at the same time.</param>
/// <param name="Streams">How many follow the changes at the same time.</param>
/// <param name="StreamsPerMember">How many of these may be one member's.</param>
public sealed record RequestLimits(int PerMember = 500, int PerWorkspace = 20_000, int PerAddress = 100, int Requests = 2000, int Streams = 5000, int StreamsPerMember = 20)
{
    internal const int MemberBurst = 5, WorkspaceBurst = 2, AddressBurst = 10;
}

/// <summary>Holds one caller's flood back before it takes what others need: by member, by workspace, and by address for those who are nobody yet.</summary>
public sealed class RateLimits(ServerSettings settings, ServerMeter meter)
{
    // Who was refused a moment ago is refused again without a look into the database: by hash of what they show, one to a place.
    const int Places = 1 << 12;

    readonly long[] resting = new long[Places];
    readonly TokenBuckets members = new(settings.Limits.PerMember, settings.Limits.PerMember * RequestLimits.MemberBurst);
    readonly TokenBuckets workspaces = new(settings.Limits.PerWorkspace, settings.Limits.PerWorkspace * RequestLimits.WorkspaceBurst);
    readonly TokenBuckets addresses = new(settings.Limits.PerAddress, settings.Limits.PerAddress * RequestLimits.AddressBurst);

    static readonly string[] Seconds = [.. Enumerable.Range(0, 100).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    internal static string SecondsText(int seconds) => Seconds[Math.Clamp(seconds, 1, 99)];

    /// <summary>How many callers are remembered.</summary>
    internal int Remembered => members.Count + workspaces.Count + addresses.Count;

    /// <summary>A refusal for whoever shows what was refused a moment ago.</summary>
    internal ProblemHttpResult? Resting(HttpContext context)
    {
        if (HashOf(context) is not { } hash)
            return null;
        var (known, until) = Split(Volatile.Read(ref resting[hash & (Places - 1)]));
        var left = until - NowMs();
        // The clock of 32 bits begins anew every seven weeks; nobody rests longer than a moment.
        return known == (int)hash && left is > 0 and < 5000 ? Refuse(context, "rate_member", left) : null;
    }

    /// <summary>Counts a request of a member; a refusal if it is one too many.</summary>
    internal ProblemHttpResult? Member(HttpContext context, CurrentMember member)
    {
        if (members.Take(member.Id) is > 0 and var wait)
        {
            if (HashOf(context) is { } hash)
                Volatile.Write(ref resting[hash & (Places - 1)], Join((int)hash, NowMs() + wait));
            return Refuse(context, "rate_member", wait);
        }
        return workspaces.Take(member.Workspace) is > 0 and var later ? Refuse(context, "rate_workspace", later) : null;
    }

    /// <summary>Counts a request that nobody is signed in for; a refusal if its address sends too many.</summary>
    internal ProblemHttpResult? Address(HttpContext context) =>
        addresses.Take(ClientAddress.NetworkOf(context)) is > 0 and var wait ? Refuse(context, "rate_address", wait) : null;

    ProblemHttpResult Refuse(HttpContext context, string reason, long waitMs)
    {
        meter.Refused(reason);
        var seconds = (int)Math.Clamp((waitMs + 999) / 1000, 1, 60);
        context.Response.Headers.RetryAfter = SecondsText(seconds);
        var rate = reason switch { "rate_member" => settings.Limits.PerMember, "rate_workspace" => settings.Limits.PerWorkspace, _ => settings.Limits.PerAddress };
        return Problem.Of(429, "too_many_requests", "That was too many requests at once.",
            $"Send it again after {SecondsText(seconds)} s, and then at most {rate.ToString(CultureInfo.InvariantCulture)} a second.");
    }

    static uint? HashOf(HttpContext context)
    {
        var shown = context.Request.Headers.Authorization;
        if (shown.Count == 0)
            shown = context.Request.Headers.Cookie;
        return shown.Count == 0 ? null : (uint)StringComparer.Ordinal.GetHashCode(shown[0] ?? "");
    }

    static long NowMs() => Environment.TickCount64 & uint.MaxValue;

    // Half a hash, half a time: one word, so that both are always of the same caller.
    static long Join(int hash, long until) => (long)hash << 32 | until & uint.MaxValue;

    static (int Hash, long Until) Split(long place) => ((int)(place >> 32), place & uint.MaxValue);
}
