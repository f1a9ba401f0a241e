namespace Groundwork.Server.Hosting;

/// <summary>
/// The cookie that a signed-in browser holds. Over TLS it is Secure and bound to this host by its name; over plain HTTP,
/// on a local network, it can be neither, and has another name so that the two never get in each other's way.
/// </summary>
public static class SessionCookie
{
    public const string Plain = "groundwork", Secure = "__Host-groundwork";

    static string NameFor(HttpContext context, PublicAddress address) => address.IsSecure(context.Request) ? Secure : Plain;

    public static string? Read(HttpContext context, PublicAddress address) =>
        context.Request.Cookies.TryGetValue(NameFor(context, address), out var secret) && secret.Length is > 20 and < 200 ? secret : null;

    public static void Set(HttpContext context, PublicAddress address, string secret, long lastsMs) =>
        context.Response.Cookies.Append(NameFor(context, address), secret, Options(context, address, TimeSpan.FromMilliseconds(lastsMs)));

    public static void Clear(HttpContext context, PublicAddress address) =>
        context.Response.Cookies.Append(NameFor(context, address), "", Options(context, address, TimeSpan.Zero));

    static CookieOptions Options(HttpContext context, PublicAddress address, TimeSpan lasts) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = address.IsSecure(context.Request),
        Path = "/",
        MaxAge = lasts,
    };
}
