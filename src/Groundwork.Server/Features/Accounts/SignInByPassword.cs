using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Signs a browser in by name and password. What doesn't work is told in one way, whatever the reason, and takes as long.</summary>
public sealed class SignInByPassword : ISlice
{
    public sealed record Request(string Login, string Password);

    sealed record Found(string Workspace, string Member, string State, string? Hash);

    static readonly ProblemHttpResult Wrong = Problem.Of(401, "wrong_sign_in", "This name and password don't work.",
        "Check both. If they are right, you may be paused: ask an owner or manager of the workspace, who can also send you a link to sign in.");

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/session/password", Handle).ForAnyone()
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(429).ProducesProblem(503);

    static async Task<Results<Ok<GetSession.Response>, ProblemHttpResult>> Handle(Request request, Db db, Passwords passwords, PublicAddress address, AuditSources sources, HttpContext context)
    {
        if (request.Password.Length > PasswordRules.Longest || request.Login.Length > 1000)
            return Problem.Invalid("/password", "too_long", $"A password has at most {PasswordRules.Longest} characters, and a sign-in name {PasswordRules.LongestLogin}.");
        // A name that nobody can have fails like one that nobody has.
        var login = PasswordRules.Fold(request.Login) ?? "";
        var browser = Logins.Browser.Of(context, address);
        var (keys, wait) = await db.Write(null, async s =>
        {
            var keys = await Attempts.KeysFor(s, login, ClientAddress.NetworkOf(context), browser.Address);
            return (keys, await Attempts.Begin(s, keys));
        });
        if (wait > 0)
            return Credentials.TooMany(context, wait);
        var (found, first) = await db.Read(null, async s => (await s.One($"""
            SELECT c.workspace, c.member, m.state, c.hash FROM credential c JOIN member m ON m.id = c.member AND m.workspace = c.workspace WHERE c.login = {login}
            """, r => new Found(r.Text(0), r.Text(1), r.Text(2), r.TextOrNull(3))), (await FirstStart.FirstOwner(s)).Workspace));
        var check = await passwords.Check(found?.Hash, request.Password);
        if (check is null)
        {
            await db.Write(null, s => Attempts.Succeed(s, keys));
            context.Response.Headers.RetryAfter = "5";
            return Credentials.Busy;
        }
        if (!check.Right || found is not { State: "active" })
            return await Refused(db, sources, found?.Workspace ?? first, found?.Member, browser.Address);
        var secret = Secrets.New("gws_");
        Origin.Current = await EventCalls.From(sources, found.Workspace, found.Member, CurrentMember.ViaBrowser(Secrets.Hash(secret)), browser.Address);
        var session = await db.Write(found.Workspace, async s =>
        {
            // Between the check and now the password may have been changed, or the member paused.
            var me = await s.One($"""
                SELECT m.id, m.workspace, m.name, m.role, m.kind FROM member m JOIN credential c ON c.member = m.id AND c.workspace = m.workspace
                WHERE m.id = {found.Member} AND m.workspace = {s.Workspace} AND m.state = 'active' AND c.login = {login} AND c.hash = {found.Hash} {Dialect.Lock}
                """, r => new CurrentMember(r.Text(0), r.Text(1), r.Text(2), ProjectAccess.Named(r.Text(3)), r.Text(4), ByCookie: true));
            if (me is null)
                return null;
            if (check.Anew is { } anew)
                await s.Run($"UPDATE credential SET hash = {anew} WHERE login = {login} AND workspace = {s.Workspace}");
            await Logins.Begin(s, me.Id, secret, browser);
            await Attempts.Succeed(s, keys);
            await EventCalls.Record(s, me.Id, "member.signed_in", me.Id);
            return await GetSession.Describe(s, me);
        });
        if (session is null)
            return Wrong;
        SessionCookie.Set(context, address, secret, AccountCalls.LoginLastsMs);
        return TypedResults.Ok(session);
    }

    // Noted in the same way whether or not somebody has the name, so that it takes as long.
    static async Task<ProblemHttpResult> Refused(Db db, AuditSources sources, string workspace, string? member, string address)
    {
        Origin.Current = await EventCalls.From(sources, workspace, EventCalls.Anonymous, "visitor", address);
        await db.Write(workspace, s => EventCalls.Record(s, EventCalls.Anonymous, "member.sign_in_failed", member ?? EventCalls.Anonymous));
        return Wrong;
    }
}
