using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Changes one's own name, or the name that one signs in with.</summary>
public sealed class ChangeAccount : ISlice
{
    public sealed record Request(string? Name = null, string? Login = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPatch("/account", Handle).For(Roles.Everyone).ProducesProblem(400).ProducesProblem(403);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(Request request, CurrentMember me, Db db)
    {
        if (!me.ByCookie)
            return OwnBrowser;
        var faults = new List<Fault>();
        var name = request.Name?.Trim();
        if (name is not null && (name.Length is 0 or > 100 || name.Any(char.IsControl)))
            faults.Add(new("/name", "name", "Give a name of 1 to 100 characters."));
        var login = request.Login is null ? null : PasswordRules.Login(request.Login, faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        return await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            await s.Any($"SELECT 1 FROM member WHERE id = {me.Id} AND workspace = {me.Workspace} {Dialect.Lock}");
            if (login is not null && !await Credentials.Set(s, me.Id, login, request.Login!.Trim(), (await Credentials.Of(s, me.Id))?.Hash))
                return Credentials.Taken;
            if (name is not null)
                await s.Run($"UPDATE member SET name = {name} WHERE id = {me.Id} AND workspace = {me.Workspace}");
            await EventCalls.Record(s, me.Id, "member.account_changed", me.Id);
            return TypedResults.NoContent();
        });
    }

    /// <summary>A key must not become a way in that outlives it.</summary>
    internal static readonly ProblemHttpResult OwnBrowser = Problem.Of(403, "browser_only", "An API key can't change how its owner signs in.", "Sign in with a browser to do that.");
}
