using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Audit;

/// <summary>VerifyLog, GetCheckpoint, GetTile and GetLog: what the server finds out about itself, and what somebody else finds out with the tiles alone.</summary>
public class VerifyLogTests
{
    // Many lines of all sorts, over more than two tiles, from several people.
    static async Task<Project> Busy(TestServer server)
    {
        var project = await Project.Make(server, tasks: 8, redundancy: 2);
        var ada = await server.Join("annotator", "Ada");
        for (var i = 0; i < 8; i++)
            await project.Label(ada, "billing");
        await project.Freeze(name: "v1");
        var task = await project.TaskId();
        (await server.Owner.Post($"/api/tasks/{task}/issues", new { text = "Why \"billing\"?" })).Expect(201);
        (await server.Owner.Post("/api/keys", new { name = "script", scope = "read" })).Expect(201);
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { role = "reviewer" })).Expect(204);
        await TestServer.SignIn(server.Visitor(), "nobody", "wrong wrong wrong");
        for (var i = 0; i < 260; i++)
            (await server.Owner.Patch($"/api/projects/{project.Id}", new { instructions = $"Read {i} times." })).Expect(204);
        await Chained(server);
        return project;
    }

    internal static Task Chained(TestServer server) => Poll.Until(async () =>
        await server.Count($"SELECT count(*) FROM audit_leaf") == await server.Count($"SELECT count(*) FROM event") && await server.Count($"SELECT count(*) FROM audit_tree WHERE tiles < size / 256") == 0);

    internal static async Task<(JsonElement Done, List<JsonElement> Faults)> Verify(TestServer server, string? since = null)
    {
        var lines = (await server.Owner.Post("/api/audit/verify", new { since })).Expect(200).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        return (lines[^1].GetProperty("done"), [.. lines.Where(l => l.TryGetProperty("fault", out _)).Select(l => l.GetProperty("fault"))]);
    }

    static async Task<string> Workspace(TestServer server) => (await server.Owner.Get("/api/session")).Text("workspace.id");

    [Theory, OnSqlite, OnPostgres]
    public async Task A_true_log_holds_for_the_server_and_for_somebody_else_with_a_folder_or_over_the_network(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Busy(server);
        var early = (await server.Owner.Get("/api/audit/checkpoint")).Expect(200).Body;
        var (done, faults) = await Verify(server);
        faults.ShouldBeEmpty();
        done.GetProperty("faults").GetInt64().ShouldBe(0);
        // Each answer, each version of the questions and the snapshot.
        done.GetProperty("things").GetInt64().ShouldBe(10);
        var size = long.Parse(early.Split('\n')[1], CultureInfo.InvariantCulture);
        size.ShouldBeGreaterThan(256 + 20);
        done.GetProperty("size").GetInt64().ShouldBeGreaterThanOrEqualTo(size);
        done.GetProperty("root").GetString().ShouldBe((await server.All($"SELECT root_hash FROM event WHERE position = {done.GetProperty("size").GetInt64()}", r => r.Text(0))).Single());
        await Chained(server);
        var known = (await server.Owner.Get("/api/audit")).Expect(200);
        known.Number("lastCheck.faults").ShouldBe(0);

        var file = Path.Combine(server.Folder, "early.checkpoint");
        await File.WriteAllTextAsync(file, early);
        var (code, said) = await StandAlone.Check($"{server.Url}/api/audit", "--api-key", TestServer.OwnerKey, "--since", file, "--key", known.Text("verifierKey"));
        code.ShouldBe(0, said);
        said.ShouldContain("all holds");
        (await Verify(server, early)).Done.GetProperty("faults").GetInt64().ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_changed_row_is_found_by_the_server_and_by_somebody_else(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Busy(server);
        var file = Path.Combine(server.Folder, "early.checkpoint");
        await File.WriteAllTextAsync(file, (await server.Owner.Get("/api/audit/checkpoint")).Body);
        var actor = (await server.All($"SELECT actor FROM audit_leaf WHERE action = 'annotation.submitted'", r => r.Text(0)))[0];
        var position = await server.Count($"SELECT min(e.position) FROM event e JOIN audit_leaf l ON l.seq = e.leaf WHERE l.action = 'annotation.submitted'");

        await server.Tamper("UPDATE audit_leaf SET actor = 'somebody else' WHERE seq = (SELECT min(seq) FROM audit_leaf WHERE action = 'annotation.submitted')");
        var (done, faults) = await Verify(server);
        done.GetProperty("faults").GetInt64().ShouldBe(faults.Count);
        // The line itself, and what its tile says of its lines.
        faults.Select(f => (f.GetProperty("kind").GetString(), f.GetProperty("position").GetInt64())).ShouldBe([("line_changed", position), ("tile", 256)]);
        var (code, said) = await StandAlone.Check($"{server.Url}/api/audit", "--api-key", TestServer.OwnerKey);
        code.ShouldBe(1, said);
        said.ShouldContain($"line {position}: it has not the hash");

        // Back again, all is well: nothing else was wrong.
        await server.Tamper($"UPDATE audit_leaf SET actor = '{actor}' WHERE actor = 'somebody else'");
        (await Verify(server)).Faults.ShouldBeEmpty();

        // Whoever changes the stored hash as well changes the roots behind it.
        await server.Tamper($"UPDATE event SET leaf_hash = '{new string('a', 64)}' WHERE position = {position}");
        (await Verify(server)).Faults.Select(f => f.GetProperty("kind").GetString()).Distinct(StringComparer.Ordinal).Where(k => k != "tree").ShouldBe(["line_changed", "root", "tile"], ignoreOrder: true);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Whatever_else_is_done_to_the_tables_is_found_and_named(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Busy(server);
        (string Kind, string Change)[] cases =
        [
            ("thing", "UPDATE annotation SET body = CAST(replace(CAST(body AS TEXT), 'billing', 'technical') AS " + (engine == Engine.Postgres ? "JSON" : "TEXT") + ") WHERE id = (SELECT min(id) FROM annotation)"),
            ("thing", "UPDATE snapshot SET hash = 'sha256:0'"),
            ("thing", "UPDATE ontology SET body = '{}'"),
            ("address", "UPDATE audit_source SET address = '198.51.100.7'"),
            ("not_chained", "INSERT INTO audit_leaf (tx, workspace, actor, action, subject, at, version) SELECT 0, workspace, actor, 'project.deleted', subject, at, 2 FROM audit_leaf WHERE seq = (SELECT min(seq) FROM audit_leaf)"),
            ("tile", "UPDATE audit_tile SET root = 'x' WHERE level = 0 AND number = 0"),
            ("line_missing", "DELETE FROM audit_leaf WHERE seq = (SELECT min(seq) + 5 FROM audit_leaf)"),
            ("gap", "DELETE FROM event WHERE position = 4"),
            ("tree", "UPDATE audit_tree SET size = size + 1000000"),
        ];
        var expected = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (kind, change) in cases)
        {
            await server.Tamper(change);
            expected.Add(kind);
            var found = (await Verify(server)).Faults.Select(f => f.GetProperty("kind").GetString()!).ToHashSet(StringComparer.Ordinal);
            expected.ShouldBeSubsetOf(found, change);
        }
        (await server.Owner.Get("/api/audit")).Number("lastCheck.faults").ShouldBeGreaterThan(5);
        (await server.Count($"SELECT count(*) FROM audit_leaf WHERE action = 'audit.damage_found'")).ShouldBe(cases.Length);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_end_that_was_cut_off_is_seen_with_an_earlier_checkpoint_and_with_nothing_else(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        await Chained(server);
        var before = (await server.Owner.Get("/api/audit/checkpoint")).Body;
        var size = long.Parse(before.Split('\n')[1], CultureInfo.InvariantCulture);
        await server.AnotherLeads();
        var workspace = await Workspace(server);
        var peaks = await Peaks(server, workspace, size - 2);
        await server.Tamper($"""
            DELETE FROM audit_leaf WHERE seq IN (SELECT leaf FROM event WHERE position > {size - 2}); DELETE FROM event WHERE position > {size - 2};
            UPDATE audit_tree SET size = {size - 2}, peaks = '{peaks}' WHERE workspace = '{workspace}'
            """);
        (await Verify(server)).Faults.ShouldBeEmpty();
        (await Verify(server, before)).Faults.Select(f => f.GetProperty("kind").GetString()).ShouldBe(["checkpoint"]);
        var file = Path.Combine(server.Folder, "before");
        await File.WriteAllTextAsync(file, before);
        var (code, said) = await StandAlone.Check($"{server.Url}/api/audit", "--api-key", TestServer.OwnerKey, "--since", file);
        code.ShouldBe(1, said);
        said.ShouldContain("its end was cut off");
        project.Id.ShouldNotBeEmpty();
    }

    static async Task<string> Peaks(TestServer server, string workspace, long size)
    {
        var tree = new Groundwork.Core.Audit.MerkleTree();
        foreach (var hash in await server.All($"SELECT leaf_hash FROM event WHERE workspace = {workspace} AND position <= {size} ORDER BY position", r => r.Text(0)))
            tree.Append(Convert.FromHexString(hash));
        return JsonSerializer.Serialize(tree.Peaks.Select(Convert.ToHexStringLower));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Tiles_are_named_in_one_way_and_only_owners_get_them(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Busy(server);
        var size = (await server.Owner.Get("/api/audit")).Number("size");
        (await server.Owner.Get("/api/audit/tile/0/000")).Expect(200).Bytes.Length.ShouldBe(8192);
        (await server.Owner.Get($"/api/audit/tile/0/001.p/{size - 256}")).Expect(200).Bytes.Length.ShouldBe((int)(size - 256) * 32);
        (await server.Owner.Get("/api/audit/tile/0/000.p/5")).Expect(200).Bytes.ShouldBe((await server.Owner.Get("/api/audit/tile/0/000")).Bytes[..160]);
        (await server.Owner.Get("/api/audit/tile/1/000.p/1")).Expect(200).Bytes.Length.ShouldBe(32);
        Encoding.UTF8.GetString((await server.Owner.Get("/api/audit/tile/entries/000.p/1")).Expect(200).Bytes[2..]).ShouldStartWith("{\"v\":2,");
        foreach (var none in (string[])["0/1", "0/002", "0/000.p/256", "1/000", "00/000", "64/000", "x/000", "entries/007", "1/000.p/2"])
            (await server.Owner.Get($"/api/audit/tile/{none}")).Expect(404, "not_found");
        var manager = await server.Join("manager", "Max");
        foreach (var path in (string[])["", "/events", "/checkpoint", "/tile/0/000", "/export"])
            (await manager.Get("/api/audit" + path)).Expect(403, "not_allowed");
        (await manager.Post("/api/audit/verify")).Expect(403, "not_allowed");
        (await manager.Delete($"/api/audit/addresses/{manager.Member}")).Expect(403, "not_allowed");
        // Another workspace has a log and a name of its own.
        var stranger = await server.Stranger();
        (await stranger.Get("/api/audit/tile/0/000")).Expect(404);
        (await stranger.Get("/api/audit/checkpoint")).Expect(200).Body.ShouldNotContain(await Workspace(server));
        (await server.Owner.Post("/api/audit/verify", new { since = (await stranger.Get("/api/audit/checkpoint")).Body })).Expect(400, "invalid");
        (await server.Owner.Post("/api/audit/verify", new { since = "nonsense" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/since"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_key_lies_in_the_data_folder_for_its_owner_alone_and_a_new_one_is_in_the_log(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var path = Path.Combine(server.Folder, "audit.key");
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Chained(server);
        var old = (await server.Owner.Get("/api/audit/checkpoint")).Body;
        var key = (await server.Owner.Get("/api/audit")).Text("verifierKey");
        await server.Restart();
        (await server.Owner.Get("/api/audit")).Text("verifierKey").ShouldBe(key);
        File.Delete(path);
        await server.Restart();
        (await server.Owner.Get("/api/audit")).Text("verifierKey").ShouldNotBe(key);
        (await server.Count($"SELECT count(*) FROM audit_leaf WHERE action = 'audit.key_made'")).ShouldBe(2);
        (await Verify(server, old)).Faults.ShouldBeEmpty("the keys of before are known");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_log_from_before_there_were_tiles_and_origins_goes_on_as_the_same_tree(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await Busy(server);
        var known = (await server.Owner.Get("/api/audit")).Expect(200);
        // As an older program left it: no tiles.
        await server.Tamper("DELETE FROM audit_tile; UPDATE audit_tree SET tiles = 0");
        await Chained(server);
        (await Verify(server)).Faults.ShouldBeEmpty();
        (await server.Owner.Get("/api/audit/tile/0/000")).Expect(200).Bytes.Length.ShouldBe(8192);
        known.Number("size").ShouldBeGreaterThan(256);
    }
}
