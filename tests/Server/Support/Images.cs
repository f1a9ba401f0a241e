using Groundwork.Formats.Bundles;
using Groundwork.Server.Features.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Server.Tests.Support;

/// <summary>Pictures in a test, and projects whose items they are.</summary>
static class Images
{
    /// <summary>Imports a picture as a script would; what the import says.</summary>
    internal static async Task<Answer> Import(Client by, string dataset, string name, byte[] file) =>
        (await by.Upload($"/api/datasets/{dataset}/imports?fileName={Uri.EscapeDataString(name)}&format=image", file)).Expect(200);

    /// <summary>A project of these pictures, and the ids of its items.</summary>
    internal static async Task<(Project Project, List<string> Items)> Project(TestServer server, params (string Name, byte[] File)[] files)
    {
        var dataset = (await server.Owner.Post("/api/datasets", new { name = "Photographs" })).Expect(201).Text("id");
        foreach (var (name, file) in files)
            (await Import(server.Owner, dataset, name, file)).Number("imported").ShouldBe(1, name);
        var items = await server.All($"SELECT id FROM item WHERE dataset = {dataset} ORDER BY ordinal", r => r.Text(0));
        var made = (await server.Owner.Post("/api/projects",
            new { name = "Pictures", datasetId = dataset, ontology = Support.Project.Topics, instructions = "", redundancy = 1, method = "majority" })).Expect(201);
        made.Number("tasks").ShouldBe(files.Length);
        return (new Project(server, made.Text("id"), dataset), items);
    }

    /// <summary>Has a file looked at, without an import around it.</summary>
    internal static async Task<MediaOutcome> Take(TestServer server, string name, byte[] file) =>
        await server.App.Services.GetRequiredService<MediaIntake>().Take(await Workspace(server),
            new BundleFile(name, file.Length, _ => Task.FromResult<Stream>(new MemoryStream(file))), default);

    internal static async Task<string> Workspace(TestServer server) => (await server.Owner.Get("/api/session")).Text("workspace.id");
}
