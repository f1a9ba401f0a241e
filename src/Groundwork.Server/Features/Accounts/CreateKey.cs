using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Makes an API key that speaks for the caller, or for less: only to read, only to label, for some days. It is shown once; only its hash is kept.</summary>
public sealed class CreateKey : ISlice
{
    public sealed record Request(string Name, [OneOf("all", "read", "label")] string? Scope = null, int? ExpiresInDays = null);
    public sealed record Response(string Id, string Key, long? ExpiresAt);

    sealed record Made(string Id, long? Expires);

    const int MostDays = 3660;
    const long DayMs = 24L * 3600 * 1000;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/keys", Handle).For(Roles.Everyone).ProducesProblem(400).ProducesProblem(403);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(Request request, [FromHeader(Name = "Idempotency-Key")] string? sendersKey, CurrentMember me, Db db)
    {
        var name = request.Name.Trim();
        var scope = request.Scope ?? "all";
        var faults = new List<Fault>();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
            faults.Add(new("/name", "name", "Give the key a name of 1 to 100 characters that says where it is used."));
        if (scope is not ("all" or "read" or "label"))
            faults.Add(new("/scope", "scope", "The scope is all, read or label."));
        if (request.ExpiresInDays is < 1 or > MostDays)
            faults.Add(new("/expiresInDays", "out_of_range", $"A key lasts 1 to {MostDays} days, or without an end if you leave that out."));
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var (made, refusal) = await EventCalls.MakeOnce<Made>(db, me, nameof(CreateKey), sendersKey, request, async s =>
        {
            var expires = s.Now + request.ExpiresInDays * DayMs;
            if (me.KeyExpires is { } own && !(expires <= own))
                return (null, Problem.Of(403, "outlives", "A key can't make one that outlives it.", "Ask for fewer days, or make the key in a browser."));
            var id = s.NewId();
            await s.Run($"""
                INSERT INTO api_key (id, workspace, member, name, hash, created, scope, expires)
                VALUES ({id}, {me.Workspace}, {me.Id}, {name}, {Secrets.Hash(Secrets.NewKey())}, {s.Now}, {scope}, {expires})
                """);
            await EventCalls.Record(s, me.Id, $"key.created.{scope}", id);
            return (new Made(id, expires), null);
        });
        if (made is null)
            return refusal!;
        // The secret isn't kept anywhere: whoever asks again has not had the first one, and gets another that takes its place.
        var key = Secrets.NewKey();
        return await db.Write(me.Workspace, s => s.Run($"UPDATE api_key SET hash = {Secrets.Hash(key)} WHERE id = {made.Id} AND workspace = {s.Workspace} AND used IS NULL")) == 1
            ? TypedResults.Created((string?)null, new Response(made.Id, key, made.Expires))
            : Problem.Conflict("key_in_use", "The key was made, and it is in use or gone already.", "Make another one with a new Idempotency-Key.");
    }
}
