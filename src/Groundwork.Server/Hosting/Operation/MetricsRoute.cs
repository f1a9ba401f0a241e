using System.Security.Cryptography;
using System.Text;
using Groundwork.Server.Features.Accounts;
using Groundwork.Server.Features.Admin;
using Groundwork.Storage;

namespace Groundwork.Server.Hosting.Operation;

/// <summary>Shows the server's figures to whoever has the token for them, or a key of the first owner's. For everybody else there is nothing here.</summary>
public static class MetricsRoute
{
    static readonly Access Owners = new(Roles.Owner, Anyone: false);

    public static void MapMetrics(this IEndpointRouteBuilder app) => app.MapGet("/metrics", Show).ForAnyone().Always().ExcludeFromDescription();

    static async Task<IResult> Show(HttpContext context, Db db, MetricStore store, Figures figures, ServerSettings settings, LocalAccess local, RateLimits limits)
    {
        if (limits.Address(context) is { } refusal)
            return refusal;
        if (!await May(context, db, settings, local))
            return Problem.Of(404, "no_route", "There is nothing at this address.", "Check the address.");
        await figures.Refresh(context.RequestAborted);
        return TypedResults.Text(store.Text(), MetricText.ContentType);
    }

    static async Task<bool> May(HttpContext context, Db db, ServerSettings settings, LocalAccess local)
    {
        if (context.Request.Headers.Authorization.ToString() is not ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. var key])
            return false;
        key = key.Trim();
        if (settings.MetricsToken is { } token && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(token)) || local.Is(key))
            return true;
        try
        {
            return (await AccountCalls.ByKey(db, key, Owners, null)).Member is { Role: Roles.Owner } owner
                && owner.Workspace == (await AccountCalls.ByCommandLine(db, Owners, null)).Member?.Workspace;
        }
        catch (Exception e) when (e is StorageFullException or StorageUnavailableException)
        {
            return false;
        }
    }
}
