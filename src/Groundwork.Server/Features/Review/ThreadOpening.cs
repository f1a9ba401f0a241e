using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Review;

/// <summary>Begins a thread once, however often it is sent, whoever begins it.</summary>
static class ThreadOpening
{
    /// <summary>What a thread is to be about; or why there can't be one.</summary>
    internal sealed record Place(string Project, string Task, Addressee? To, ProblemHttpResult? Refusal = null)
    {
        internal static Place None(ProblemHttpResult refusal) => new("", "", null, refusal);
    }

    sealed record Opened(string Id);

    /// <returns>The thread's id, or what is wrong.</returns>
    internal static async Task<(string? Thread, ProblemHttpResult? Refusal)> Once(
        Db db, CurrentMember me, string route, string? key, string? words, Pin? pin, string about, Func<Session, ValueTask<Place>> find)
    {
        var faults = new List<Fault>();
        var text = CommentText.Check(words, faults);
        Pin.Check(pin, faults);
        if (key is not null && !OnceByKey.IsKey(key))
            faults.Add(OnceByKey.NoKey);
        if (faults.Count > 0)
            return (null, Problem.Invalid(faults));
        var (opened, refusal) = await EventCalls.MakeOnce<Opened>(db, me, route, key, new { about, text, pin }, async s =>
        {
            var place = await find(s);
            return place.Refusal is { } refused ? (null, refused) : (new Opened(await Threads.Begin(s, me, place.Project, place.Task, place.To, pin, text)), null);
        });
        return (opened?.Id, refusal);
    }
}
