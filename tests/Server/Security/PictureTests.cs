using System.Diagnostics;
using System.Text;

namespace Groundwork.Server.Tests.Security;

/// <summary>Published holes of comparable products, each tried here: pictures that are something else as well.</summary>
public class PictureTests
{
    const string Script = "<!doctype html><html><script>window.__p = 1</script></html>";
    const string Svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"window.__p = 1\"><script>window.__p = 1</script><foreignObject><a href=\"javascript:alert(1)\">x</a></foreignObject></svg>";

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static async Task Refused(TestServer server, string name, byte[] file)
    {
        var outcome = await Images.Take(server, name, file);
        outcome.Item.ShouldBeNull(name);
        outcome.Reason.ShouldEndWith(".");
        outcome.Todo.ShouldEndWith(".");
    }

    /// <summary>Stored XSS by a picture that is served as HTML because of its name or declared type.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2023_47115(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        byte[] polyglot = [.. Draw.Png(16, 16), .. Bytes(Script)];
        var (project, items) = await Images.Project(server, ("a.html", polyglot), ("b.svg", [.. Draw.Gif(16, 16, 1), .. Bytes(Svg)]));
        foreach (var (path, client) in ((string, Client)[])[($"/api/items/{items[0]}/file", server.Owner), ($"/api/assignments/{await project.Lease(server.Owner)}/file", server.Owner)])
            foreach (var accept in (string[])["text/html", "*/*", "image/svg+xml"])
            {
                var answer = (await client.Send(HttpMethod.Get, path, null, ("Accept", accept))).Expect(200);
                answer.Headers["Content-Type"].ShouldBe("image/png");
                answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
                answer.Headers["Content-Security-Policy"].ShouldBe("sandbox; default-src 'none'");
            }
        (await server.Owner.Get($"/api/items/{items[1]}/file")).Headers["Content-Type"].ShouldBe("image/gif");
        foreach (var item in items)
            (await server.Owner.Get($"/api/items/{item}/thumbnail")).Body.ShouldNotContain("script");
        await Refused(server, "avatar.png", Bytes(Script));
        await Refused(server, "avatar.png", [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Bytes(Script)]);
    }

    /// <summary>XSS by remote files that were kept under their own type: HTML, SVG, XML, PDF.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2024_23633(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        foreach (var (name, content) in ((string, string)[])[("x.html", Script), ("x.svg", Svg), ("x.xml", $"<?xml version=\"1.0\"?><x xmlns=\"http://www.w3.org/1999/xhtml\">{Script}</x>"),
            ("x.pdf", "%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>"), ("x.jpg", Script), ("x.png", Svg)])
            await Refused(server, name, Bytes(content));
    }

    /// <summary>A file that is served under the type that whoever sent it declared.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2026_65986(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (_, items) = await Images.Project(server, ("guide.html", Draw.Png(16, 16)));
        // Even a row that says so doesn't make it active.
        foreach (var type in (string[])["text/html", "image/svg+xml", "application/xhtml+xml", "text/html; charset=utf-8", "image/png, text/html"])
        {
            await server.Change("Data", $"UPDATE asset SET media_type = {type}");
            var answer = (await server.Owner.Get($"/api/items/{items[0]}/file")).Expect(200);
            answer.Headers["Content-Type"].ShouldBe("application/octet-stream");
            answer.Headers["Content-Disposition"].ShouldStartWith("attachment");
            answer.Headers["Content-Security-Policy"].ShouldBe("sandbox; default-src 'none'");
        }
    }

    /// <summary>Stored XSS by SVG, for labels and skeletons: here no SVG is taken at all, under any name.</summary>
    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2026_23516(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        foreach (var name in (string[])["skeleton.svg", "skeleton.svgz", "skeleton.png", "skeleton.jpg", "skeleton"])
            foreach (var text in (string[])[Svg, $"<?xml version=\"1.0\"?>{Svg}", $"\uFEFF{Svg}", $"  \n<!-- x -->{Svg}"])
                await Refused(server, name, Bytes(text));
        (await server.Count($"SELECT count(*) FROM asset")).ShouldBe(0);
    }

    /// <summary>ASVS 5.2: pictures that are small to send and huge to decode.</summary>
    [Theory, OnSqlite]
    public async Task ASVS_5_2_image_bombs_are_refused_within_two_seconds_and_leave_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        _ = await Images.Take(server, "warm.png", Draw.Png(8, 8));
        foreach (var (name, file) in ((string, byte[])[])[("a.png", Draw.PngOf(65_535, 65_535, 8, 2, [])), ("b.gif", Draw.Gif(1, 1, 100_000)), ("c.tiff", Draw.Tiff(60_000, 60_000)),
            ("d.tiff", Draw.Tiff(16_000, 16_000, stripBytes: int.MaxValue)), ("e.bmp", Draw.Bmp(30_000, 30_000, 24, []))])
        {
            var watch = Stopwatch.StartNew();
            await Refused(server, name, file);
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2), name);
        }
        Directory.GetFiles(Path.Combine(server.Folder, "blobs", "incoming")).ShouldBeEmpty();
        GC.GetTotalMemory(forceFullCollection: true).ShouldBeLessThan(256 << 20);
    }
}
