using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Signs a browser in with a one-time link and, for an invitation, the name that the person chose.</summary>
public sealed class SignInByLink : ISlice
{
    public sealed record Request(string Token, string? Name = null);

    const int LongestName = 100;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/session", Handle).ForAnyone().ProducesProblem(400).ProducesProblem(404);

    static async Task<Results<Ok<GetSession.Response>, ProblemHttpResult>> Handle(Request request, Db db, PublicAddress address, HttpContext context)
    {
        var name = request.Name?.Trim();
        if (name is { Length: > LongestName } || name is not null && name.Any(char.IsControl))
            return Problem.Invalid("/name", "too_long", $"A name has at most {LongestName} characters and no line breaks.");
        var cookie = Secrets.New("gws_");
        var (session, refusal) = await db.Write<(GetSession.Response?, ProblemHttpResult?)>(null, async s =>
        {
            var link = await LinkState.Find(s, request.Token);
            if (link.Refusal is not null)
                return (null, link.Refusal);
            // Two tabs may race for one link: only the update that still finds it unused wins.
            if (await s.Run($"UPDATE link SET used = {s.Now} WHERE hash = {Secrets.Hash(request.Token)} AND used IS NULL") == 0)
                return (null, (await LinkState.Find(s, request.Token)).Refusal);
            var shown = string.IsNullOrEmpty(name) ? link.MemberName : name;
            await s.Run($"UPDATE member SET name = {shown}, state = 'active', seen = {s.Now} WHERE id = {link.Member} AND workspace = {link.Workspace}");
            await s.Run($"""
                INSERT INTO login (hash, workspace, member, created, expires)
                VALUES ({Secrets.Hash(cookie)}, {link.Workspace}, {link.Member}, {s.Now}, {s.Now + AccountCalls.LoginLastsMs})
                """);
            var me = new CurrentMember(link.Member, link.Workspace, shown, Enum.Parse<Roles>(link.Role, ignoreCase: true), "person", ByCookie: true);
            return (await GetSession.Describe(s, me), null);
        });
        if (session is null)
            return refusal!;
        context.Response.Cookies.Append(SignIn.Cookie, cookie, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps || address.Url.StartsWith("https://", StringComparison.Ordinal),
            Path = "/",
            MaxAge = TimeSpan.FromMilliseconds(AccountCalls.LoginLastsMs),
        });
        return TypedResults.Ok(session);
    }
}
