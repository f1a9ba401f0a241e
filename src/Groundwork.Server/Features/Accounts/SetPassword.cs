using Groundwork.Core.Documents;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Groundwork.Server.Features.Accounts;

/// <summary>Sets one's own password. All other sessions end, and links that were not used yet.</summary>
public sealed class SetPassword : ISlice
{
    public sealed record Request(string Password, string? Current = null);

    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/account/password", Handle).For(Roles.Everyone)
        .ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(429).ProducesProblem(503);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(Request request, CurrentMember me, Db db, Passwords passwords, HttpContext context)
    {
        if (!me.ByCookie)
            return ChangeAccount.OwnBrowser;
        var (credential, workspace) = await db.Read(me.Workspace, async s =>
            (await Credentials.Of(s, me.Id), await s.Text($"SELECT name FROM workspace WHERE id = {me.Workspace}")));
        if (credential is null)
            return Problem.Conflict("no_login", "You have no sign-in name yet.", "Choose one first, such as your e-mail address.");
        var faults = new List<Fault>();
        PasswordRules.Password(request.Password, [credential.Shown, me.Name, workspace, "groundwork"], faults);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        if (credential.Hash is not null && await Refuse(request, credential, db, passwords, context) is { } refusal)
            return refusal;
        if (await passwords.Hash(request.Password) is not { } hash)
            return Credentials.Busy;
        return await db.Write<Results<NoContent, ProblemHttpResult>>(me.Workspace, async s =>
        {
            await s.Any($"SELECT 1 FROM member WHERE id = {me.Id} AND workspace = {me.Workspace} {Dialect.Lock}");
            // Of two who change it at once, the one who checked against what is there now wins.
            if (await s.Run($"""
                UPDATE credential SET hash = {hash}, changed = {s.Now}
                WHERE login = {credential.Login} AND workspace = {me.Workspace} AND member = {me.Id} AND coalesce(hash, '') = {credential.Hash ?? ""}
                """) == 0)
                return Problem.Conflict("changed", "Your password was changed meanwhile.", "Load the page again and try once more.");
            await Logins.End(s, me.Id, "password", me.Login);
            await s.Run($"DELETE FROM link WHERE workspace = {me.Workspace} AND member = {me.Id} AND used IS NULL");
            await EventCalls.Record(s, me.Id, "member.password_set", me.Id);
            return TypedResults.NoContent();
        });
    }

    // Whoever finds an open browser may guess as slowly as anybody else.
    static async Task<ProblemHttpResult?> Refuse(Request request, Credential credential, Db db, Passwords passwords, HttpContext context)
    {
        if (string.IsNullOrEmpty(request.Current) || request.Current.Length > PasswordRules.Longest)
            return Problem.Invalid("/current", "current", "Give your present password, too. If you don't know it, ask an owner or manager for a link to set a new one.");
        var (keys, wait) = await db.Write(null, async s =>
        {
            var keys = await Attempts.KeysFor(s, credential.Login, ClientAddress.NetworkOf(context), ClientAddress.Of(context));
            return (keys, await Attempts.Begin(s, keys));
        });
        if (wait > 0)
            return Credentials.TooMany(context, wait);
        if (await passwords.Check(credential.Hash, request.Current) is not { } check)
            return Credentials.Busy;
        if (!check.Right)
            return Problem.Invalid("/current", "current", "This is not your present password.");
        await db.Write(null, s => Attempts.Succeed(s, keys));
        return null;
    }
}
