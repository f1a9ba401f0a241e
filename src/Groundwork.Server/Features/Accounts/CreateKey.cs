using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Makes an API key that speaks for the caller. The key is shown once; only its hash is kept.</summary>
public sealed class CreateKey : ISlice
{
    public sealed record Request(string Name);
    public sealed record Response(string Id, string Key);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/keys", Handle).For(Roles.Everyone).ProducesProblem(400);

    static async Task<Results<Created<Response>, ProblemHttpResult>> Handle(Request request, CurrentMember me, Db db)
    {
        var name = request.Name.Trim();
        if (name.Length is 0 or > 100 || name.Any(char.IsControl))
            return Problem.Invalid("/name", "name", "Give the key a name of 1 to 100 characters that says where it is used.");
        var key = Secrets.New("gwk_");
        var id = await db.Write(me.Workspace, async s =>
        {
            var made = s.NewId();
            await s.Run($"""
                INSERT INTO api_key (id, workspace, member, name, hash, created)
                VALUES ({made}, {me.Workspace}, {me.Id}, {name}, {Secrets.Hash(key)}, {s.Now})
                """);
            await EventCalls.Record(s, me.Id, "key.created", made);
            return made;
        });
        return TypedResults.Created((string?)null, new Response(id, key));
    }
}
