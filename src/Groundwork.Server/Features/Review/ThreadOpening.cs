using System.Text.Json;
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
            faults.Add(new("/headers/Idempotency-Key", "key", $"Send an {OnceByKey.Shape}, or none."));
        if (faults.Count > 0)
            return (null, Problem.Invalid(faults));
        var fingerprint = AnswerDocument.HashOf(JsonSerializer.SerializeToUtf8Bytes(new { about, text, pin }));
        var once = key is null ? null : EventCalls.Once(me, route, key, fingerprint, "Use a new key for a new question or comment.");
        return await db.Write<(string?, ProblemHttpResult?)>(me.Workspace, async s =>
        {
            if (once is not null && await once.Before<Opened>(s) is { } before)
                return (before.First?.Id, before.Refusal);
            var place = await find(s);
            if (place.Refusal is { } refusal)
                return (null, refusal);
            var thread = await Threads.Begin(s, me, place.Project, place.Task, place.To, pin, text);
            if (once is not null)
                await once.Keep(s, new Opened(thread));
            return (thread, null);
        });
    }
}
