using System.Text;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Tests.Support;

/// <summary>Imports in a test: files that are uploaded already, and waiting for the end.</summary>
public static class Imports
{
    /// <summary>A finished upload of the owner's; its id.</summary>
    public static Task<string> Uploaded(this TestServer server, string name, string content) => server.Uploaded(name, Encoding.UTF8.GetBytes(content));

    public static async Task<string> Uploaded(this TestServer server, string name, byte[] content, bool finished = true)
    {
        var (workspace, owner) = (await server.All($"SELECT workspace, id FROM member WHERE role = 'owner' ORDER BY created, id LIMIT 1", r => (r.Text(0), r.Text(1)))).Single();
        var blob = await new FolderBlobs(Path.Combine(server.Folder, "blobs")).Open().Put(workspace, content);
        var id = Guid.CreateVersion7().ToString();
        await server.Change("Data", $"""
            INSERT INTO upload (id, workspace, member, name, length, sha256, created, expires)
            VALUES ({id}, {workspace}, {owner}, {name}, {blob.Size}, {(finished ? blob.Sha256 : null)}, {1L}, {long.MaxValue})
            """);
        return id;
    }

    public static async Task<Answer> Start(this TestServer server, object request) => (await server.Owner.Post("/api/imports", request)).Expect(202);

    /// <summary>The import when it has ended.</summary>
    public static async Task<Answer> Ended(this TestServer server, string import, int seconds = 40) =>
        await Poll.Until(async () => (await server.Owner.Get($"/api/imports/{import}")).Expect(200), a => a["endedAt"].ValueKind != System.Text.Json.JsonValueKind.Null, seconds);

    /// <summary>Imports files into a dataset of that name, and waits.</summary>
    public static async Task<Answer> Import(this TestServer server, string dataset, params (string Name, string Content)[] files)
    {
        var uploads = new List<object>();
        foreach (var (name, content) in files)
            uploads.Add(new { id = await server.Uploaded(Path.GetFileName(name), content), path = name });
        return await server.Ended((await server.Start(new { datasetName = dataset, uploads })).Text("importId"));
    }
}
