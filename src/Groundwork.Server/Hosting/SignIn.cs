using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting.Operation;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace Groundwork.Server.Hosting;

/// <summary>Finds out who is calling and lets through only whom the route's rule allows.</summary>
public sealed class SignIn(RequestDelegate next, Db db, LocalAccess local, PublicAddress address, AuditSources sources, RateLimits limits)
{
    public const string OwnHeader = "X-Groundwork";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Access>() is not { } access)
        {
            await next(context);
            return;
        }
        // Routes for everybody ask nobody who they are: what they answer doesn't depend on it.
        var caller = access.Anyone ? null : await Find(context, access);
        var refusal = caller is null ? CrossSite(context.Request) ? Forged : null : Refusal(context, access, caller);
        // Members count for themselves, wherever they are; what comes without one counts for its address.
        refusal = (caller?.Member is { } counted ? limits.Member(context, counted) : RouteFacts.Of(context.GetEndpoint()).Class == RequestClass.Always ? null : limits.Address(context)) ?? refusal;
        if (refusal is not null)
        {
            await refusal.ExecuteAsync(context);
            return;
        }
        if (caller?.Member is { } member)
        {
            context.Features.Set(access.InOnePlace ? member with { Role = caller.Place.Role, Project = caller.Place.Project } : member);
            Origin.Current = Changes(context.Request) || context.GetEndpoint()!.Metadata.GetMetadata<Noted>() is not null
                ? await EventCalls.From(sources, member.Workspace, member.Id, member.Via, ClientAddress.Of(context)) : new Origin(member.Via);
        }
        else
            Origin.Current = Visitor;
        await next(context);
    }

    async Task<Caller> Find(HttpContext context, Access access)
    {
        var id = context.GetRouteValue("id") as string;
        var authorization = context.Request.Headers.Authorization;
        if (!StringValues.IsNullOrEmpty(authorization))
            return authorization.ToString() is not ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. var key] ? Nobody
                : local.Is(key.Trim()) ? await AccountCalls.ByCommandLine(db, access, id)
                : await AccountCalls.ByKey(db, key.Trim(), access, id);
        return SessionCookie.Read(context, address) is { } secret ? await AccountCalls.ByLogin(db, secret, ClientAddress.Of(context), access, id) : Nobody;
    }

    static readonly Origin Visitor = new("visitor");

    static readonly Caller Nobody = new(null, "", new Place(Roles.None));

    static readonly ProblemHttpResult Forged = Problem.Of(403, "cross_site", "This request didn't come from this site.", $"Send the header {OwnHeader}: 1 from the same origin.");
    static readonly ProblemHttpResult NotAllowed = Problem.Of(403, "not_allowed", "Your role doesn't allow this.", "Ask an owner or manager of the workspace.");

    ProblemHttpResult? Refusal(HttpContext context, Access access, Caller caller)
    {
        if (caller.Member is not { } member)
            return SignedOut(caller.Ended);
        if (!InScope(context, access, member))
            return Problem.Of(403, "key_scope", $"This key may only {member.Scope}.", "Make a key with the scope that the script needs.");
        if (member.ByCookie && Changes(context.Request) && (context.Request.Headers[OwnHeader].Count == 0 || CrossSite(context.Request)))
            return Forged;
        if ((caller.Place.Role & access.Roles) != Roles.None)
            return null;
        // What is hidden looks the same as what isn't there, to each role: before the body is read, and whatever it says.
        return access.InOnePlace && caller.Place.Role == Roles.None && member.Is(access.Roles) ? Problem.NotFound(access.What) : NotAllowed;
    }

    static ProblemHttpResult SignedOut(string ended) => ended switch
    {
        "paused" => Problem.Of(401, "paused", "You are paused.", "Ask an owner or manager of the workspace to let you go on. What you have answered and begun is kept."),
        "removed" => Problem.Of(401, "removed", "You are no longer a member of this workspace.", "If that is a mistake, ask an owner of the workspace for a new invitation."),
        "password" => Problem.Of(401, "password_changed", "You were signed out because your password was changed.", "Sign in with the new one. If it wasn't you, ask an owner for a sign-in link at once."),
        "elsewhere" => Problem.Of(401, "ended_elsewhere", "You were signed out from another browser.", "Sign in again. If it wasn't you, change your password."),
        "expired" => Problem.Of(401, "key_expired", "This API key has expired.", "Make a new one."),
        _ => Problem.Of(401, "signed_out", "You are not signed in.", "Sign in with your name and password or open your sign-in link; a script sends an API key as \"Authorization: Bearer …\"."),
    };

    static bool InScope(HttpContext context, Access access, CurrentMember member) => member.Scope switch
    {
        "all" => true,
        "read" => !Changes(context.Request) || context.GetEndpoint()!.Metadata.GetMetadata<Reading>() is not null,
        "label" => access.In == In.Assignment || context.GetEndpoint()!.Metadata.GetMetadata<Labelling>() is not null,
        _ => false,
    };

    static bool Changes(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    // A foreign page can make a browser send the cookie, but it can neither send our header nor say that it is this site.
    bool CrossSite(HttpRequest request) => Changes(request)
        && (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin" && site != "none"
            || request.Headers.Origin is { Count: > 0 } origin && !address.IsOwn(origin.ToString(), request));
}
