using System.Text;

namespace Groundwork.Server.Tests.Security;

/// <summary>Holes of comparable products that came in with a file: what it names is never fetched, what it holds is never run.</summary>
public class ForeignFilesTests
{
    // What torch.save writes begins as a zip; older ones are a bare pickle. This one would call posix.system when loaded.
    static readonly byte[] Pickle = [0x80, 0x02, .. "cposix\nsystem\nX\x04\0\0\0"u8, .. "true"u8, .. "\x85R."u8];

    [Theory, OnSqlite]
    public async Task CVE_2025_5173_a_pickled_model_is_refused_by_its_type_and_by_its_content(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "models" })).Expect(201).Text("id");
        foreach (var name in (string[])["model.pt", "model.pkl", "model.pth", "model.joblib"])
            (await server.Owner.Upload($"/api/datasets/{dataset}/imports?fileName={name}", Pickle)).Status.ShouldBeInRange(400, 422, name);
        foreach (var format in (string[])["jsonl", "csv", "text"])
            (await server.Owner.Upload($"/api/datasets/{dataset}/imports?fileName=model.pt&format={format}", Pickle)).Status.ShouldBeOneOf(200, 422);
        (await server.Count($"SELECT count(*) FROM item WHERE payload ->> 'text' LIKE '%posix%'")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2022_36551_an_address_in_a_row_is_a_text_and_nothing_is_fetched_or_read(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var secret = Path.Combine(server.Folder, "secret.txt");
        await File.WriteAllTextAsync(secret, "the secret of this machine");
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        string[] addresses = [$"file://{secret}", secret, $"../../../../..{secret}", $"http://127.0.0.1:{port}/latest/meta-data/", $"gopher://127.0.0.1:{port}/_x",
            "http://169.254.169.254/", "/data/local-files/?d=../../../../etc/passwd"];
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "addresses" })).Expect(201).Text("id");
        var rows = string.Concat(addresses.Select((a, i) => System.Text.Json.JsonSerializer.Serialize(new { id = $"a{i}", text = a, image = a, url = a, file = a, asset = a }) + "\n"));
        (await server.Owner.Upload($"/api/datasets/{dataset}/imports?format=jsonl", Encoding.UTF8.GetBytes(rows))).Expect(200).Number("imported").ShouldBe(addresses.Length);
        var items = (await server.Owner.Get($"/api/datasets/{dataset}/items")).Expect(200);
        items.Items.Select(i => i.GetProperty("text").GetString()).ShouldBe(addresses);
        items.Body.ShouldNotContain("the secret of this machine");
        listener.Pending().ShouldBeFalse("the server went out to an address that a row named");
    }

    [Theory, OnSqlite]
    public async Task CVE_2022_36551_nobody_can_sign_up(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        foreach (var path in (string[])["/signup", "/user/signup", "/api/signup", "/api/users", "/api/members", "/api/register", "/register"])
            (await server.Visitor().Post(path, new { name = "Eve", login = "eve", password = "a long enough password" })).Status.ShouldBeOneOf(401, 403, 404, 405);
        (await server.Count($"SELECT count(*) FROM member")).ShouldBe(1);
    }
}
