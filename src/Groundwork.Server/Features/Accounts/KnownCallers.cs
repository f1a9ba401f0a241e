using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Groundwork.Server.Hosting;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Accounts;

/// <summary>What a cookie or a key stands for, as its row says.</summary>
/// <param name="Member">Whom it speaks for.</param>
/// <param name="State">The member's state.</param>
/// <param name="Ended">What ended it, if something did.</param>
/// <param name="Noted">When its use was noted last.</param>
/// <param name="Until">From when on it is as if it had never been; it may end earlier.</param>
sealed record Presented(CurrentMember Member, string State, string? Ended, long Noted, long Until);

/// <summary>
/// Who was calling, kept for as long as no row that says so was changed. Only where this process alone changes them; with several nodes each
/// request asks the database.
/// </summary>
sealed class KnownCallers
{
    const int Most = 20_000;
    static readonly ConditionalWeakTable<Db, KnownCallers> Of = [];

    readonly ConcurrentDictionary<string, (long Accounts, Presented Presented)> presentations = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<(string Member, string Project), (long Accounts, long Projects, Place Place)> places = new();

    internal static KnownCallers In(Db db) => Of.GetValue(db, static _ => new KnownCallers());

    /// <summary>How often what a caller is made of has changed; null if that can't be known here.</summary>
    internal static (long Accounts, long Projects)? Changes(Db db) => db.Changes("Accounts") is { } accounts && db.Changes("Projects") is { } projects ? (accounts, projects) : null;

    internal Presented? Find(string hash, long accounts) => presentations.TryGetValue(hash, out var known) && known.Accounts == accounts ? known.Presented : null;

    internal void Keep(string hash, long accounts, Presented presented)
    {
        if (presentations.Count >= Most)
            presentations.Clear();
        presentations[hash] = (accounts, presented);
    }

    internal Place? PlaceIn((long Accounts, long Projects) now, string member, string project) =>
        places.TryGetValue((member, project), out var known) && (known.Accounts, known.Projects) == now ? known.Place : null;

    internal void Keep((long Accounts, long Projects) now, string member, string project, Place place)
    {
        if (places.Count >= Most)
            places.Clear();
        places[(member, project)] = (now.Accounts, now.Projects, place);
    }
}
