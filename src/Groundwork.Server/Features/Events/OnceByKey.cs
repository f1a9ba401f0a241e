using System.Security.Cryptography;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Events;

/// <summary>Lets a request be sent as often as a bad connection asks for, and take effect once: its first result is kept under the key that the sender chose.</summary>
/// <param name="me">Whose key it is.</param>
/// <param name="route">What kind of request it is.</param>
/// <param name="key">The sender's key.</param>
/// <param name="fingerprint">What the request says.</param>
/// <param name="other">What to do for a key that was used for another request.</param>
public sealed class OnceByKey(CurrentMember me, string route, string key, string fingerprint, string other)
{
    /// <summary>What a key looks like, for whoever sent none.</summary>
    public const string Shape = "Idempotency-Key with 8 to 200 characters";

    /// <summary>For a request that may come without a key: nothing then, or what is wrong with it.</summary>
    /// <param name="me">Whose key it is.</param>
    /// <param name="route">What kind of request it is.</param>
    /// <param name="key">The sender's key, if there is one.</param>
    /// <param name="request">All that the request says, as JSON shows it.</param>
    public static (OnceByKey? Once, ProblemHttpResult? Wrong) Of(CurrentMember me, string route, string? key, object request) =>
        key is null ? (null, null)
        : !IsKey(key) ? (null, Problem.Invalid([NoKey]))
        : (new(me, route, key, Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request))), "Use a new key for a new request."), null);

    /// <summary>What is wrong with a key that is none, where none is needed.</summary>
    public static Fault NoKey { get; } = new("/headers/Idempotency-Key", "key", $"Send an {Shape}, or none.");

    public static bool IsKey(string? key) => key is { Length: >= 8 and <= 200 };

    /// <summary>What came of the request the first time; null if it is new. Within a unit, ask once what the unit changes is locked.</summary>
    public ValueTask<Earlier<T>?> Before<T>(Session s) => s.One($"SELECT route, fingerprint, body FROM reply WHERE workspace = {s.Workspace} AND member = {me.Id} AND key = {key}",
        r => r.Text(0) == route && r.Text(1) == fingerprint ? new Earlier<T>(JsonSerializer.Deserialize<T>(r.Text(2)), null)
            : new Earlier<T>(default, Problem.Of(422, "key_reused", "This Idempotency-Key was used for something else.", other)));

    /// <summary>
    /// Takes the key for this unit, or says what came of it the first time. Who comes second waits here until the first is through: what it would see
    /// before that is neither the reply nor what was made.
    /// </summary>
    public async ValueTask<Earlier<T>?> Claim<T>(Session s) => await s.Run($"""
        INSERT INTO reply (workspace, member, key, route, fingerprint, status, body, at)
        VALUES ({s.Workspace}, {me.Id}, {key}, {route}, {fingerprint}, {0L}, {new Json("null")}, {s.Now}) ON CONFLICT (workspace, member, key) DO NOTHING
        """) == 1 ? null : await Before<T>(s);

    /// <summary>Gives a claimed key back, for a request that was refused.</summary>
    public async ValueTask Drop(Session s) => await s.Run($"DELETE FROM reply WHERE workspace = {s.Workspace} AND member = {me.Id} AND key = {key}");

    /// <summary>Keeps the result, in the unit that made it. Replies are forgotten after <see cref="SweepEvents.ReplyLastsMs"/>.</summary>
    public async ValueTask<T> Keep<T>(Session s, T result)
    {
        await s.Send($"""
            INSERT INTO reply (workspace, member, key, route, fingerprint, status, body, at)
            VALUES ({s.Workspace}, {me.Id}, {key}, {route}, {fingerprint}, {201L}, {new Json(JsonSerializer.Serialize(result))}, {s.Now})
            ON CONFLICT (workspace, member, key) DO UPDATE SET status = excluded.status, body = excluded.body
            """);
        return result;
    }
}

/// <summary>What came of a request before: its result, or that its key belongs to another one.</summary>
public sealed record Earlier<T>(T? First, ProblemHttpResult? Refusal)
{
    public Results<Created<T>, ProblemHttpResult> Answer() => Refusal is { } refusal ? refusal : TypedResults.Created((string?)null, First);
}
