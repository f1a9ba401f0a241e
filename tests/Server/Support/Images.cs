using System.Text.Json;
using Groundwork.Formats.Bundles;
using Groundwork.Server.Features.Data;
using Groundwork.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Server.Tests.Support;

/// <summary>A project whose items are pictures.</summary>
static class Images
{
    /// <summary>Puts pictures into a dataset; the ids of the items.</summary>
    internal static async Task<List<string>> Add(TestServer server, string dataset, params (string Name, byte[] File)[] files)
    {
        var ids = new List<string>();
        foreach (var (name, file) in files)
        {
            var outcome = await Take(server, name, file);
            var (item, asset) = (outcome.Item.ShouldNotBeNull(outcome.Reason), outcome.Asset.ShouldNotBeNull());
            var import = await server.Count($"SELECT count(*) FROM item");
            await server.Db.Write(await Workspace(server), async s =>
            {
                await MediaIntake.Store(s, [asset]);
                ids.Add(s.NewId());
                await s.Run($"""
                    INSERT INTO item (id, workspace, dataset, ordinal, external_id, modality, payload, metadata, import, import_row, created, asset)
                    SELECT {ids[^1]}, {s.Workspace}, {dataset}, next_ordinal, {item.ExternalId}, {item.Modality}, {new Json(item.Payload)}, {new Json(item.Metadata)}, {"none"}, {import},
                      {s.Now}, {asset.Sha256} FROM dataset WHERE id = {dataset} AND workspace = {s.Workspace}
                    """, "/Features/Data/Test.cs");
                await s.Run($"UPDATE dataset SET next_ordinal = next_ordinal + 1 WHERE id = {dataset} AND workspace = {s.Workspace}", "/Features/Data/Test.cs");
            });
        }
        return ids;
    }

    internal static async Task<MediaOutcome> Take(TestServer server, string name, byte[] file) =>
        await server.App.Services.GetRequiredService<MediaIntake>()
            .Take(await Workspace(server), new BundleFile(name, file.Length, _ => Task.FromResult<Stream>(new MemoryStream(file))), default);

    internal static async Task<(Project Project, List<string> Items)> Project(TestServer server, params (string Name, byte[] File)[] files)
    {
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "Photographs" })).Expect(201).Text("id");
        var items = await Add(server, dataset, files);
        var made = (await server.Owner.Post("/api/projects", new { name = "Pictures", datasetId = dataset, ontology = Support.Project.Topics, instructions = "", redundancy = 1, method = "majority" })).Expect(201);
        made.Number("tasks").ShouldBe(files.Length);
        return (new Project(server, made.Text("id"), dataset), items);
    }

    static async Task<string> Workspace(TestServer server) => (await server.Owner.Get("/api/session")).Text("workspace.id");

    internal static JsonElement Payload(MediaOutcome outcome) => JsonElement.Parse(outcome.Item!.Payload);
}
