using Groundwork.Server.Features.Accounts;
using Groundwork.Storage;
using Microsoft.Extensions.Primitives;

namespace Groundwork.Server.Hosting;

/// <summary>Finds out who is calling and lets through only whom the route's rule allows.</summary>
public sealed class SignIn(RequestDelegate next, Db db, LocalAccess local)
{
    public const string Cookie = "groundwork";
    public const string OwnHeader = "X-Groundwork";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Access>() is not { } access)
        {
            await next(context);
            return;
        }
        var member = await Find(context);
        if (member is not null)
            context.Features.Set(member);
        var refusal = access.Anyone ? null
            : member is null ? Problem.Of(401, "signed_out", "You are not signed in.", "Open your sign-in link, or send an API key as \"Authorization: Bearer …\".")
            : !member.Is(access.Roles) ? Problem.Of(403, "not_allowed", "Your role doesn't allow this.", "Ask an owner or manager of the workspace.")
            : Forged(context.Request, member) ? Problem.Of(403, "cross_site", "This request didn't come from this site.", $"Send the header {OwnHeader}: 1 from the same origin.")
            : null;
        if (refusal is null)
            await next(context);
        else
            await refusal.ExecuteAsync(context);
    }

    Task<CurrentMember?> Find(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        if (!StringValues.IsNullOrEmpty(authorization))
            return authorization.ToString() is ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. var key]
                ? local.Owner(key.Trim()) is { } owner ? Task.FromResult<CurrentMember?>(owner) : AccountCalls.ByKey(db, key.Trim())
                : Task.FromResult<CurrentMember?>(null);
        return context.Request.Cookies.TryGetValue(Cookie, out var secret) && secret.Length is > 20 and < 200
            ? AccountCalls.ByLogin(db, secret)
            : Task.FromResult<CurrentMember?>(null);
    }

    // A foreign page can make a browser send the cookie, but neither this header nor the right Sec-Fetch-Site.
    static bool Forged(HttpRequest request, CurrentMember member) =>
        member.ByCookie && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)
        && (request.Headers[OwnHeader].Count == 0 || request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin" && site != "none");
}
