using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Groundwork.Server.Hosting.Operation;

namespace Groundwork.Server.Hosting;

/// <summary>Serves the web app out of the program itself, compressed once, with the headers that keep it to itself.</summary>
public static class WebApp
{
    // Nothing from elsewhere, nothing inline, and no text that becomes code by way of the document.
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default";

    // What is data and no page has no need of anything.
    const string DataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    sealed record Asset(byte[] Raw, Lazy<byte[]> Brotli, string Type, string Tag, bool Immutable);

    static readonly Lazy<FrozenDictionary<string, Asset>> Assets = new(Load);

    // Set last: the error handler clears what was set before it.
    public static void UseSafeHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static started =>
        {
            var response = (HttpResponse)started;
            var headers = response.Headers;
            var isData = response.HttpContext.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
            // A route that sends users' bytes says something stricter.
            if (headers.ContentSecurityPolicy.Count == 0)
                headers.ContentSecurityPolicy = response.HttpContext.GetEndpoint()?.Metadata.GetMetadata<UserBytes>() is not null ? UserBytes.Policy : isData ? DataPolicy : Policy;
            if (isData && headers.CacheControl.Count == 0)
                headers.CacheControl = "no-store";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            // Browsers heed it only where they trust the origin, and complain on each page elsewhere.
            if (response.HttpContext.RequestServices.GetRequiredService<PublicAddress>().IsTrustworthy(response.HttpContext.Request))
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    });

    /// <summary>Every address that is no API route shows the app, which finds the page itself.</summary>
    // It takes these methods only: a route that refuses a method or a content type shall say so itself.
    public static void MapWebApp(this IEndpointRouteBuilder app) => app.MapFallback("{*path}", context =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            ? Problem.Of(404, "no_route", "There is no such operation.", "See /api/openapi.json for all of them.").ExecuteAsync(context)
            : Serve(context, context.Request.Path.Value ?? "/"))
        .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head])).ForAnyone().Always().ExcludeFromDescription();

    static async Task Serve(HttpContext context, string path)
    {
        var found = Assets.Value.TryGetValue(path, out var asset) || (!path.StartsWith("/assets/", StringComparison.Ordinal)
            && Assets.Value.TryGetValue("/index.html", out asset));
        if (!found || asset is null)
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync(Assets.Value.Count == 0 ? "The web app isn't built into this program. Use ./run, which builds it." : "Not found.");
            return;
        }
        var response = context.Response;
        response.ContentType = asset.Type;
        response.Headers.ETag = asset.Tag;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.CacheControl = asset.Immutable ? "public, max-age=31536000, immutable" : "no-cache";
        if (context.Request.Headers.IfNoneMatch.Contains(asset.Tag))
        {
            response.StatusCode = 304;
            return;
        }
        var packed = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal);
        if (packed)
            response.Headers.ContentEncoding = "br";
        var bytes = packed ? asset.Brotli.Value : asset.Raw;
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    static FrozenDictionary<string, Asset> Load()
    {
        var assembly = typeof(WebApp).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith("web/", StringComparison.Ordinal))
            .ToFrozenDictionary(n => n[3..].Replace('\\', '/'), n =>
            {
                using var stream = assembly.GetManifestResourceStream(n)!;
                var raw = new byte[stream.Length];
                stream.ReadExactly(raw);
                return new Asset(raw, new Lazy<byte[]>(() => Compress(raw)), TypeOf(n), $"\"{Convert.ToHexStringLower(SHA256.HashData(raw))[..20]}\"",
                    n.StartsWith("web/assets/", StringComparison.Ordinal));
            }, StringComparer.Ordinal);
    }

    static byte[] Compress(byte[] raw)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
            brotli.Write(raw);
        return packed.ToArray();
    }

    static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".png" => "image/png",
        ".json" or ".webmanifest" => "application/json",
        _ => "application/octet-stream",
    };
}
