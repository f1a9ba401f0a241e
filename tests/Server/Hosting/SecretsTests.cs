using Groundwork.Storage;

namespace Groundwork.Server.Tests.Hosting;

/// <summary>Links, cookies and keys are in no table: whoever reads the database can't sign in with what they find.</summary>
public class SecretsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task No_secret_is_stored_anywhere_in_the_database(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var invited = (await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Expect(201);
        var link = TestServer.Token(invited.Text("link"));
        var browser = server.Visitor();
        var cookie = (await browser.Post("/api/session", new { token = link })).Expect(200).Headers["Set-Cookie"].Split('=', ';')[1];
        var key = (await browser.Post("/api/keys", new { name = "notebook" })).Expect(201).Text("key");
        cookie.ShouldStartWith("gws_");
        string[] secrets = [link, cookie, key, TestServer.OwnerKey, TestServer.Token((await server.Owner.Post($"/api/members/{invited.Text("memberId")}/link")).Text("link")), await server.OwnerLink()];
        var tables = 0;
        foreach (var (table, rows) in await Everything(server))
        {
            tables++;
            foreach (var secret in secrets)
                rows.ShouldAllBe(row => !row.Contains(secret, StringComparison.Ordinal), table);
        }
        tables.ShouldBeGreaterThan(20);
        // The search itself would find one.
        (await Everything(server)).SelectMany(t => t.Rows).ShouldContain(row => row.Contains("notebook", StringComparison.Ordinal));
    }

    // The names of the tables are the schema's own, so they may become SQL here.
    static async Task<List<(string Table, List<string> Rows)>> Everything(TestServer server)
    {
        var found = new List<(string, List<string>)>();
        foreach (var migration in Migration.In(typeof(Groundwork.Server.Hosting.Composition).Assembly))
            foreach (var table in migration.Tables)
            {
                // A later migration may have taken it away.
                var there = server.Engine == Engine.Sqlite ? await server.Count($"SELECT count(*) FROM sqlite_master WHERE name = {table}")
                    : await server.Count($"SELECT count(*) FROM pg_tables WHERE tablename = {table}");
                if (there == 0)
                    continue;
                var all = new Sql(0, 0);
                all.AppendLiteral(server.Engine == Engine.Sqlite ? $"SELECT * FROM {table}" : $"SELECT t::text FROM {table} t");
                var columns = server.Engine == Engine.Sqlite ? (int)await server.Count($"SELECT count(*) FROM pragma_table_info({table})") : 1;
                found.Add((table, await server.All(all, r => string.Join('|', Enumerable.Range(0, columns).Select(i => r.TextOrNull(i))))));
            }
        return found;
    }
}
