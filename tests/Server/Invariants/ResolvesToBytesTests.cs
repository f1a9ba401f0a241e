using System.Security.Cryptography;
using System.Text.Json;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>Invariant 7: from an exported row to the answer, its author, the questions, the item, the import and the bytes of the file.</summary>
public class ResolvesToBytesTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task From_every_exported_row_one_can_walk_to_the_bytes_that_it_came_from(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 0);
        var file = "{\"id\":\"a\",\"text\":\"héllo\"}\n{\"id\":\"b\",\"text\":\"two\"}\n"u8.ToArray();
        (await server.Owner.Upload($"/api/datasets/{project.Dataset}/imports?format=jsonl&fileName=m.jsonl&source=Desk&licence=CC0&consent=form%207&collected=2026-06", file)).Expect(200);
        await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.tasks"), n => n == 2);
        var ada = await server.Join("annotator");
        await project.Label(ada, "billing");
        await project.Label(ada, "other", "spam");
        var rows = (await project.Export("jsonl", "answers")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).Where(l => l.TryGetProperty("externalId", out _)).ToList();
        rows.Count.ShouldBe(2);
        foreach (var row in rows)
        {
            var provenance = row.GetProperty("provenance");
            var answer = row.GetProperty("answers").EnumerateArray().ShouldHaveSingleItem();
            var annotation = answer.GetProperty("annotationId").GetString()!;
            var stored = (await server.All($"SELECT author, task, ontology_version, hash, body FROM annotation WHERE id = {annotation}", r => (Author: r.Text(0), Task: r.Text(1), Version: r.Long(2), Hash: r.Text(3), Body: r.Text(4)))).ShouldHaveSingleItem();
            stored.Author.ShouldBe(ada.Member);
            stored.Hash.ShouldEndWith(Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(stored.Body))));
            (await server.Count($"SELECT count(*) FROM ontology WHERE project = {project.Id} AND version = {stored.Version}")).ShouldBe(1);
            var item = (await server.All($"SELECT i.external_id, i.import, i.import_row, m.sha256, m.workspace FROM task t JOIN item i ON i.id = t.item JOIN import m ON m.id = i.import WHERE t.id = {stored.Task}",
                r => (External: r.Text(0), Import: r.Text(1), Row: r.Long(2), Sha: r.Text(3), Workspace: r.Text(4)))).ShouldHaveSingleItem();
            item.External.ShouldBe(row.GetProperty("externalId").GetString());
            provenance.GetRawText().ShouldContain(item.Import);
            provenance.GetRawText().ShouldContain(item.Sha);
            (provenance.GetProperty("source").GetString(), provenance.GetProperty("licence").GetString()).ShouldBe(("Desk", "CC0"));
            (provenance.GetProperty("consent").GetString(), provenance.GetProperty("collected").GetString(), provenance.GetProperty("file").GetString()).ShouldBe(("form 7", "2026-06", "m.jsonl"));
            var bytes = await File.ReadAllBytesAsync(Path.Combine(server.Folder, "blobs", item.Workspace, item.Sha[..2], item.Sha));
            bytes.ShouldBe(file);
            Convert.ToHexStringLower(SHA256.HashData(bytes)).ShouldBe(item.Sha);
            System.Text.Encoding.UTF8.GetString(bytes).Split('\n')[item.Row - 1].ShouldContain($"\"{item.External}\"");
        }
        await EveryBlobThatARowNamesIsThere(server);
    }

    static async Task EveryBlobThatARowNamesIsThere(TestServer server)
    {
        var named = await server.All($"SELECT workspace, sha256 FROM import", r => (Workspace: r.Text(0), Sha: r.Text(1)));
        named.AddRange(await server.All($"SELECT workspace, manifest FROM snapshot", r => (r.Text(0), JsonElement.Parse(r.Text(1)).GetProperty("rowsSha256").GetString()!)));
        named.Count.ShouldBe(2);
        foreach (var (workspace, sha) in named)
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(server.Folder, "blobs", workspace, sha[..2], sha)))).ShouldBe(sha);
    }
}
