using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>
/// Signs a browser in with a one-time link. Whoever comes in may choose their name, and a sign-in name and password for
/// the next time; a new password ends all their other sessions.
/// </summary>
public sealed class SignInByLink : ISlice
{
    public sealed record Request(string Token, string? Name = null, string? Login = null, string? Password = null);

    const int LongestName = 100;

    sealed record Chosen(string Login, string Shown, string Hash);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/session", Handle).ForAnyone().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);

    static async Task<Results<Ok<GetSession.Response>, ProblemHttpResult>> Handle(Request request, Db db, Passwords passwords, PublicAddress address, AuditSources sources, HttpContext context)
    {
        var name = request.Name?.Trim();
        if (name is { Length: > LongestName } || name is not null && name.Any(char.IsControl))
            return Problem.Invalid("/name", "too_long", $"A name has at most {LongestName} characters and no line breaks.");
        var link = await db.Read(null, s => LinkState.Find(s, request.Token));
        if (link.Refusal is not null)
            return link.Refusal;
        var (chosen, refusal) = await Choose(request, link, name, passwords, context);
        if (refusal is not null)
            return refusal;
        var browser = Logins.Browser.Of(context, address);
        var secret = Secrets.New("gws_");
        Origin.Current = await EventCalls.From(sources, link.Workspace, link.Member, CurrentMember.ViaBrowser(Secrets.Hash(secret)), browser.Address);
        var (session, fault) = await db.Write(link.Workspace, s => Use(s, request.Token, name, chosen, secret, browser));
        if (session is null)
            return fault!;
        SessionCookie.Set(context, address, secret, AccountCalls.LoginLastsMs);
        return TypedResults.Ok(session);
    }

    // Hashed before the transaction, for links that work only: what is slow must neither hold others up nor be had for nothing.
    static async Task<(Chosen?, ProblemHttpResult?)> Choose(Request request, LinkState link, string? name, Passwords passwords, HttpContext context)
    {
        var login = string.IsNullOrWhiteSpace(request.Login) ? link.Login : request.Login.Trim();
        if (string.IsNullOrEmpty(request.Password))
            return string.IsNullOrWhiteSpace(request.Login) ? (null, null)
                : (null, Problem.Invalid("/password", "too_short", "Choose a password to go with the sign-in name, or leave both empty."));
        var faults = new List<Fault>();
        var folded = Credentials.Read(login, request.Password, string.IsNullOrEmpty(name) ? link.MemberName : name, link.WorkspaceName, faults);
        if (folded is null || faults.Count > 0)
            return (null, Problem.Invalid(faults));
        if (await passwords.Hash(request.Password) is { } hash)
            return (new Chosen(folded, login!, hash), null);
        context.Response.Headers.RetryAfter = "5";
        return (null, Credentials.Busy);
    }

    static async ValueTask<(GetSession.Response?, ProblemHttpResult?)> Use(Session s, string token, string? name, Chosen? chosen, string secret, Logins.Browser browser)
    {
        // Two tabs may race for one link: the row is locked, and the second one finds it used.
        await s.Any($"SELECT 1 FROM link WHERE hash = {Secrets.Hash(token)} AND workspace = {s.Workspace} {Dialect.Lock}");
        var link = await LinkState.Find(s, token);
        if (link.Refusal is not null)
            return (null, link.Refusal);
        await s.Any($"SELECT 1 FROM member WHERE id = {link.Member} AND workspace = {s.Workspace} {Dialect.Lock}");
        if (chosen is not null && !await Credentials.Set(s, link.Member, chosen.Login, chosen.Shown, chosen.Hash))
            return (null, Credentials.Taken);
        await s.Run($"UPDATE link SET used = {s.Now} WHERE hash = {Secrets.Hash(token)} AND workspace = {s.Workspace}");
        var shown = string.IsNullOrEmpty(name) ? link.MemberName : name;
        await s.Run($"UPDATE member SET name = {shown}, state = 'active' WHERE id = {link.Member} AND workspace = {s.Workspace}");
        if (chosen is not null)
            await Logins.End(s, link.Member, "password");
        await Logins.Begin(s, link.Member, secret, browser);
        await EventCalls.Record(s, link.Member, chosen is null ? "member.signed_in" : "member.password_set", link.Member);
        return (await GetSession.Describe(s, new CurrentMember(link.Member, link.Workspace, shown, ProjectAccess.Named(link.Role), "person", ByCookie: true)), null);
    }
}
